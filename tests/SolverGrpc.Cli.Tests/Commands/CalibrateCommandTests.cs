using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Tests.Commands;

/// <summary>From a simulated session to a calibrated problem and its schedule, as on the command line.</summary>
public sealed class CalibrateCommandTests(RunningService service) : IClassFixture<RunningService>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("solver-cli-").FullName;

    [Fact]
    public async Task Session_GeneratedCalibratedAndSolved_HasTheTruthInTheProblem()
    {
        string book = await GenerateAsync("book.csv.gz");
        CommandRun calibrated = await CommandRun.OfAsync("calibrate", book, "--symbol", "SIM", "--periods", "13", "--quantity", "9000", "--start", "2026-01-05T14:30:00Z", "--period-seconds", "60");

        Assert.Equal((ExitCode.Ok, ""), (calibrated.ExitCode, calibrated.ExitCode == ExitCode.Ok ? "" : calibrated.Error));
        Problem found = Problem.Parser.ParseJson(calibrated.Output), truth = Problem.Parser.ParseJson(await File.ReadAllTextAsync(Path.Combine(_folder, "truth.json")));
        Assert.Equal((Side.Buy, 9_000, "SIM", 13), (found.Side, found.Quantity, found.Instrument.Symbol, found.Grid.PeriodCount));
        Assert.Equal(truth.Grid.Start, found.Grid.Start);
        Assert.Equal(truth.Cost.PowerLaw.Beta.Average(), found.Cost.PowerLaw.Beta.Average(), 0.03);
        Assert.Equal(truth.Bounds.Volume.Sum(), found.Bounds.Volume.Sum(), truth.Bounds.Volume.Sum() * 0.1);
        Assert.Contains("power-law", calibrated.Error, StringComparison.Ordinal);

        CommandRun solved = await CommandRun.OfAsync(["solve", "-", "--json"], calibrated.Output);
        Assert.Equal(ExitCode.Ok, solved.ExitCode);
        Assert.Equal(9_000, SolveResponse.Parser.ParseJson(solved.Output).Schedule.Quantity.Sum(), 6);
    }

    [Fact]
    public async Task Service_AtAnAddress_GivesTheSameAsOneOfOurOwn()
    {
        string book = await GenerateAsync("book.csv");
        string[] arguments = ["calibrate", book, "--periods", "6", "--json"];
        CommandRun own = await CommandRun.OfAsync(arguments), remote = await CommandRun.OfAsync([.. arguments, "--address", service.Address]);
        Assert.Equal(ExitCode.Ok, remote.ExitCode);
        Assert.Equal(own.Output, remote.Output);
        Assert.Equal(6, Calibration.Parser.ParseJson(own.Output).Samples.Count);
    }

    [Theory]
    [InlineData("power-law", 1)]
    [InlineData("linear", 1)]
    [InlineData("quadratic", 1)]
    [InlineData("piecewise-linear", 1)]
    [InlineData("power-law", 0.5)]
    public async Task Session_Reestimated_GivesUpdatesThatFollowIt(string curve, double factor)
    {
        string book = await GenerateAsync("book.csv"), problem = Path.Combine(_folder, "problem.json");
        CommandRun calibrated = await CommandRun.OfAsync(
            "calibrate", book, "--periods", "13", "--curve", curve, "--start", "2026-01-05T14:30:00Z", "--period-seconds", "60");
        // a baseline that is off by a factor
        Problem before = Problem.Parser.ParseJson(calibrated.Output);
        if (before.Cost.PowerLaw is { } law)
        {
            for (int i = 0; i < law.Alpha.Count; i++) law.Alpha[i] *= factor;
        }

        await File.WriteAllTextAsync(problem, before.ToString());
        CommandRun run = await CommandRun.OfAsync("reestimate", problem, book);

        Assert.Equal((ExitCode.Ok, factor < 1), (run.ExitCode, run.Error.Contains("impact is seen at", StringComparison.Ordinal)));
        MarketUpdate[] updates = [.. run.Lines.Where(line => line.Length > 0).Select(MarketUpdate.Parser.ParseJson)];
        Assert.Equal(Enumerable.Range(1, 12), updates.Select(update => update.FromPeriod));
        Assert.All(updates, update => Assert.Equal(13 - update.FromPeriod, update.HalfSpread.Count));
        Assert.All(updates, update => Assert.Equal(13 - update.FromPeriod, update.Volume.Count));
        // absolute: any update alone is right
        Assert.Equal(1 / factor, LastCoefficient(updates[^1]) / LastCoefficient(before.Cost), 0.25 / factor);
        Assert.All(updates, update => Assert.Equal(0, update.ImpactScale));
    }

    private static double LastCoefficient(MarketUpdate update) =>
        update.PowerLaw?.Alpha[^1] ?? update.Linear?.Alpha[^1] ?? update.Quadratic?.Alpha[^1] ?? update.PiecewiseLinear.LevelPrice[^1];

    private static double LastCoefficient(CostModel cost) =>
        cost.PowerLaw?.Alpha[^1] ?? cost.Linear?.Alpha[^1] ?? cost.Quadratic?.Alpha[^1] ?? cost.PiecewiseLinear.LevelPrice[^1];

    [Fact]
    public async Task Days_Several_GiveTheNextDay_OrTheRestOfTheLast()
    {
        await CommandRun.OfAsync("generate", "--output", Path.Combine(_folder, "day.csv.gz"), "--days", "3", "--periods", "13", "--seed", "4");
        string[] files = [.. Enumerable.Range(1, 3).Select(d => Path.Combine(_folder, $"day{d}.csv.gz"))];
        string[] periods = ["--periods", "13", "--period-seconds", "60", "--start", "2026-01-05T14:30:00Z", "--json"];

        CommandRun next = await CommandRun.OfAsync(["calibrate", .. files, .. periods]);
        Assert.Equal((ExitCode.Ok, ""), (next.ExitCode, next.ExitCode == ExitCode.Ok ? "" : next.Error));
        Calibration found = Calibration.Parser.ParseJson(next.Output);
        Assert.Equal((3, 13), (found.Days.Count, found.Problem.Grid.PeriodCount));
        Assert.True(found.ExpectedLevel.Impact.Low < found.ExpectedLevel.Impact.Value);
        Assert.Contains("expected", next.Error, StringComparison.Ordinal);

        // the last day so far: its first seven periods
        string today = Path.Combine(_folder, "today.csv");
        using (var packed = new System.IO.Compression.GZipStream(File.OpenRead(files[2]), System.IO.Compression.CompressionMode.Decompress))
        using (var text = new StreamReader(packed))
        {
            string[] lines = (await text.ReadToEndAsync()).Split('\n');
            await File.WriteAllLinesAsync(today, lines.TakeWhile((line, i) => i == 0 || string.CompareOrdinal(line[..19], "2026-01-07T14:36:50") < 0));
        }

        CommandRun rest = await CommandRun.OfAsync(["calibrate", files[0], files[1], today, .. periods, "--rest-of-day"]);
        Assert.Equal((ExitCode.Ok, ""), (rest.ExitCode, rest.ExitCode == ExitCode.Ok ? "" : rest.Error));
        found = Calibration.Parser.ParseJson(rest.Output);
        Assert.Equal((7, 6), (found.FirstPeriod, found.Problem.Grid.PeriodCount));
        Assert.Equal(new DateTime(2026, 1, 7, 14, 37, 0, DateTimeKind.Utc), found.Problem.Grid.Start.ToDateTime());
    }

    [Theory]
    [InlineData("power-law")]
    [InlineData("piecewise-linear")]
    public async Task Pictures_AreDrawn(string curve)
    {
        string book = await GenerateAsync("book.csv"), pictures = Path.Combine(_folder, "pictures");
        CommandRun run = await CommandRun.OfAsync("calibrate", book, "--periods", "6", "--side", "sell", "--curve", curve, "--svg", pictures);
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        foreach (string name in (string[])["slippage.svg", "volume.svg", "volatility.svg", "residuals.svg"])
        {
            string svg = await File.ReadAllTextAsync(Path.Combine(pictures, name));
            Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            System.Xml.Linq.XDocument.Parse(svg);
        }
    }

    [Fact]
    public async Task File_WithCorruptRows_IsReportedOrRefused()
    {
        string book = await GenerateAsync("book.csv");
        string[] lines = await File.ReadAllLinesAsync(book);
        lines[7] = "2026" + lines[7];
        await File.WriteAllLinesAsync(book, lines);

        CommandRun reported = await CommandRun.OfAsync("calibrate", book, "--periods", "6");
        Assert.Equal(ExitCode.Ok, reported.ExitCode);
        Assert.Contains("line 8, column 1", reported.Error, StringComparison.Ordinal);

        CommandRun refused = await CommandRun.OfAsync("calibrate", book, "--periods", "6", "--corrupt-rows", "0");
        Assert.Equal((ExitCode.BadInput, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("line 8, column 1", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("calibrate", "/no/such/file.csv")]
    [InlineData("calibrate", "/etc/hostname")]
    [InlineData("calibrate", "/etc/hostname", "--start", "yesterday")]
    [InlineData("calibrate", "/etc/hostname", "--side", "both")]
    [InlineData("generate", "--output", "/no/such/folder/book.csv")]
    [InlineData("generate", "--output", "book.csv", "--symbol", "a,b")]
    public async Task Arguments_ThatAreWrong_ExitWithBadInputAndSayWhy(params string[] arguments)
    {
        CommandRun run = await CommandRun.OfAsync(arguments);
        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Error);
    }

    private async Task<string> GenerateAsync(string name)
    {
        string book = Path.Combine(_folder, name);
        CommandRun run = await CommandRun.OfAsync("generate", "--output", book, "--truth", Path.Combine(_folder, "truth.json"), "--periods", "13", "--seed", "4");
        Assert.Equal((ExitCode.Ok, "", ""), (run.ExitCode, run.Output, run.Error));
        return book;
    }
}
