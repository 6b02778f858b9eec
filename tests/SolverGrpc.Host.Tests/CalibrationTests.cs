using System.IO.Compression;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Market.Generation;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Host.Tests;

/// <summary>From books over the wire to a problem that the same service solves.</summary>
public sealed class CalibrationTests(CalibrationTests.HostWithFolder host) : IClassFixture<CalibrationTests.HostWithFolder>
{
    private static readonly SessionOptions Session = new() { PeriodCount = 12, BooksPerPeriod = 40, TradesPerPeriod = 5, Symbol = "SIM" };

    [Fact]
    public async Task Stream_OfASimulatedSession_GivesAProblemThatSolves()
    {
        Calibration found = await StreamAsync(Settings());

        var truth = new SessionTruth(Session);
        Assert.Equal((ImpactCurve.PowerLaw, 12, 12), (found.Curve, found.Problem.Grid.PeriodCount, found.Alpha.Value.Count));
        Assert.InRange(truth.SlippageExponent[0], found.Exponent.Low - 0.01, found.Exponent.High + 0.01);
        Assert.Equal(found.Alpha.Value, found.Problem.Cost.PowerLaw.Alpha);
        Assert.All(found.Problem.Cost.HalfSpread, h => Assert.Equal(Session.HalfSpread, h, 0.003));
        Assert.Equal(truth.Volume.Sum(), found.Problem.Bounds.Volume.Sum(), truth.Volume.Sum() * 0.1);
        Assert.Equal(Session.StartNs / 1_000_000_000, found.Problem.Grid.Start.Seconds);

        SolveResponse solved = await host.Channel.UnaryCall(HostWithFolder.Solve, new SolveRequest { Problem = found.Problem });
        Assert.Equal(Termination.Optimal, solved.Outcome.Termination);
        Assert.Equal(5_000, solved.Schedule.Quantity.Sum(), 6);
        Assert.Empty(solved.Diagnostics.ExtrapolatedPeriod);

        found.Problem.Quantity = 500_000;
        solved = await host.Channel.UnaryCall(HostWithFolder.Solve, new SolveRequest { Problem = found.Problem });
        Assert.Equal(12, solved.Diagnostics.ExtrapolatedPeriod.Count);
    }

    [Theory]
    [InlineData(ImpactCurve.PowerLaw)]
    [InlineData(ImpactCurve.Linear)]
    [InlineData(ImpactCurve.Quadratic)]
    [InlineData(ImpactCurve.PiecewiseLinear)]
    public async Task Curve_AskedFor_IsThatOfTheProblem_AndCostsWhatTheBooksCost(ImpactCurve curve)
    {
        CalibrationSettings settings = Settings();
        settings.Curve = curve;
        Calibration found = await StreamAsync(settings);
        Assert.Equal(curve, found.Curve);

        // the cost of each child order, from the answer's objective for a single period, against the mean walk
        int size = found.Sizes.Count - 2;
        double x = found.Sizes[size];
        Problem one = found.Problem.Clone();
        one.Quantity = x;
        one.Dynamics = null;
        one.Bounds = new Bounds { MaxQuantity = { Enumerable.Range(0, 12).Select(i => i == 4 ? x : 0) } };
        SolveResponse solved = await host.Channel.UnaryCall(HostWithFolder.Solve, new SolveRequest { Problem = one });
        double walked = found.Problem.Cost.HalfSpread[4] + found.Slippage.Value[(4 * found.Sizes.Count) + size];
        Assert.Equal(walked, solved.ExpectedCost.Total / x, walked * 0.08);
    }

    [Fact]
    public async Task Levels_OfAPiecewiseCurve_HaveBands()
    {
        CalibrationSettings settings = Settings();
        settings.Curve = ImpactCurve.PiecewiseLinear;
        Calibration found = await StreamAsync(settings);
        Assert.Equal(found.Problem.Cost.PiecewiseLinear.LevelPrice, found.LevelPrice.Value);
        Assert.All(Enumerable.Range(0, found.LevelPrice.Value.Count), k => Assert.True(found.LevelPrice.Low[k] < found.LevelPrice.Value[k] && found.LevelPrice.Value[k] < found.LevelPrice.High[k]));
        Assert.All(found.RSquared, r => Assert.InRange(r, 0.9, 1));
        Assert.Equal(12, found.FitError.Count);
    }

    [Fact]
    public async Task Book_OfTheMoment_ShiftsTheFirstPeriods_WhereItPredicts()
    {
        SessionOptions options = Session with { PeriodCount = 12, HalfSpread = 0.06, SpreadFollowsDepth = 1, DepthNoise = 0.4, DepthNoiseMemory = 0.98 };
        Calibration usual = await StreamAsync(Settings(), options);
        CalibrationSettings settings = Settings();
        settings.Current = new() { Spread = 3 * usual.HalfSpread.Value[0] }; // half as wide again
        Calibration wide = await StreamAsync(settings, options);

        Assert.True(usual.Conditioning is { UsesSpread: true, Ahead: > 0.3 }, $"{usual.Conditioning}");
        Assert.Empty(usual.ConditionFactor);
        Assert.True(wide.ConditionFactor[0] > 1.1 && wide.ConditionFactor[0] > wide.ConditionFactor[1], $"{wide.ConditionFactor}");
        for (int i = 0; i < 12; i++) Assert.Equal(usual.Problem.Cost.PowerLaw.Alpha[i] * wide.ConditionFactor[i], wide.Problem.Cost.PowerLaw.Alpha[i], 1e-12);
        Assert.Equal(usual.Problem.Cost.PowerLaw.Beta, wide.Problem.Cost.PowerLaw.Beta);
    }

    [Fact]
    public async Task Data_ThatHasItsLimits_SaysSoInNotes()
    {
        Calibration found = await StreamAsync(Settings(), crossed: 20);
        Assert.Equal(20, found.Data.CrossedBooks);
        Assert.Contains(found.Notes, note => note.Contains("a single day", StringComparison.Ordinal));
        Assert.Contains(found.Notes, note => note.Contains("Roll", StringComparison.Ordinal));
        Assert.Equal(0, found.TradeHalfSpread);
    }

    [Fact]
    public async Task Days_OfAStreamAndOfFiles_GiveTheSame()
    {
        SessionOptions[] days = SimulatedDays.Of(Session, 3, 0.2);
        string[] names = [.. days.Select((day, d) => Write(day, $"several{d}.csv"))];
        CalibrateFileResponse files = await host.Channel.UnaryCall(
            HostWithFolder.CalibrateFile, new CalibrateFileRequest { File = names[0], FurtherFiles = { names[1..] }, Settings = Settings() });

        using AsyncClientStreamingCall<CalibrateRequest, CalibrateResponse> call = host.Channel.ClientStreamingCall(HostWithFolder.Calibrate);
        await call.RequestStream.WriteAsync(new CalibrateRequest { Settings = Settings() });
        foreach (SessionOptions day in days)
        {
            await call.RequestStream.WriteAsync(new CalibrateRequest { Day = new() { Start = new() { Seconds = day.StartNs / 1_000_000_000 } } });
            await call.RequestStream.WriteAsync(new CalibrateRequest { Batch = Batch(day) });
        }

        await call.RequestStream.CompleteAsync();
        Calibration streamed = (await call.ResponseAsync).Calibration;
        Assert.Equal(streamed.Problem, files.Calibration.Problem);
        Assert.Equal(streamed.Days, files.Calibration.Days);
        Assert.Equal(3, streamed.Days.Count);
        Assert.Equal(days[2].DepthTicks / days[1].DepthTicks, streamed.Days[2].Impact / streamed.Days[1].Impact, 0.1);
    }

    [Fact]
    public async Task Days_OutOfOrder_AreRefusedByNumber()
    {
        SessionOptions[] days = SimulatedDays.Of(Session, 2, 0.2);
        string[] names = [.. days.Select((day, d) => Write(day, $"order{d}.csv"))];
        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Channel.UnaryCall(
            HostWithFolder.CalibrateFile, new CalibrateFileRequest { File = names[1], FurtherFiles = { names[0] }, Settings = Settings() }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("day 2", error.Status.Detail, StringComparison.Ordinal);
    }

    private string Write(SessionOptions options, string name)
    {
        using var file = File.Create(Path.Combine(host.Folder, name));
        using Stream packed = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        var writer = new Mbp10CsvWriter(packed, options.Symbol);
        var session = new SimulatedSession(options);
        var item = new Market.Readers.MarketEvent();
        while (session.Read(item)) writer.Write(item);
        return name;
    }

    [Fact]
    public async Task File_InTheFolder_GivesWhatItsStreamGives()
    {
        string name = Write(Session, "day.csv.gz");
        CalibrateFileResponse file = await FileAsync(name, Settings());
        Calibration streamed = await StreamAsync(Settings());

        Assert.Equal(streamed.Problem, file.Calibration.Problem);
        Assert.Equal(streamed.Slippage, file.Calibration.Slippage);
        Assert.Equal(540, file.Calibration.Data.Rows);
    }

    [Theory]
    [InlineData("../secret.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("missing.csv")]
    [InlineData("link.csv")]
    [InlineData("linked/secret.csv")]
    [InlineData(".")]
    [InlineData("a\0b")]
    public async Task File_OutsideTheFolder_IsNotFound(string file)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => FileAsync(file, Settings()));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task File_ThatIsCorrupt_IsRefusedWithLineAndColumn()
    {
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "bad.csv"), "ts_event,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00\n1,99,x,1,1\n");
        var error = await Assert.ThrowsAsync<RpcException>(() => FileAsync("bad.csv", Settings()));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("line 2, column 3", error.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<CalibrationSettings>> Wrong => new()
    {
        { "settings.side", s => s.Side = Side.Unspecified },
        { "settings.quantity", s => s.Quantity = double.NaN },
        { "settings.symbol", s => s.Symbol = new string('x', 65) },
        { "settings.period_count", s => s.PeriodCount = -1 },
        { "settings.period_seconds", s => s.PeriodSeconds = double.PositiveInfinity },
        { "settings.volume_bar", s => s.VolumeBar = 100 },
        { "settings.sample_seconds", s => s.SampleSeconds = -1 },
        { "settings.sizes", s => s.Sizes.Add([1, 2]) },
        { "settings.sizes[1]", s => s.Sizes.Add([2, 1, 3]) },
        { "settings.curve", s => s.Curve = (ImpactCurve)9 },
        { "settings.replicates", s => s.Replicates = 3 },
        { "settings.start", s => s.Start = new() { Seconds = -1 } },
        { "settings.horizon", s => s.Horizon = (CalibrationHorizon)7 },
        { "settings.half_life_days", s => s.HalfLifeDays = -1 },
        { "settings.current.spread", s => s.Current = new() },
        { "settings.current.imbalance", s => s.Current = new() { Spread = 0.01, Imbalance = 2 } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Settings_ThatAreWrong_AreNamed(string field, Action<CalibrationSettings> change)
    {
        CalibrationSettings settings = Settings();
        change(settings);
        var error = await Assert.ThrowsAsync<RpcException>(() => StreamAsync(settings));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(field, SolverClient.Fields(error));
    }

    [Fact]
    public async Task Stream_WithAnEventThatIsNone_NamesIt()
    {
        using AsyncClientStreamingCall<CalibrateRequest, CalibrateResponse> call = host.Channel.ClientStreamingCall(HostWithFolder.Calibrate);
        await call.RequestStream.WriteAsync(new CalibrateRequest { Settings = Settings() });
        var batch = new MarketBatch { Events = { new MarketEvent { BidPrice = { 99 }, BidSize = { 1 }, AskPrice = { 100 }, AskSize = { 1 } }, new MarketEvent { BidPrice = { 99, 99.5 }, BidSize = { 1, 1 } } } };
        await call.RequestStream.WriteAsync(new CalibrateRequest { Batch = batch });
        await call.RequestStream.CompleteAsync();
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync);
        Assert.Contains("batch.events[1].bid_price", SolverClient.Fields(error));
    }

    [Fact]
    public async Task Stream_WithoutBooks_IsRefused()
    {
        using AsyncClientStreamingCall<CalibrateRequest, CalibrateResponse> call = host.Channel.ClientStreamingCall(HostWithFolder.Calibrate);
        await call.RequestStream.WriteAsync(new CalibrateRequest { Settings = Settings() });
        await call.RequestStream.CompleteAsync();
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private static CalibrationSettings Settings() => new()
    {
        Side = Side.Buy,
        Quantity = 5_000,
        Symbol = "SIM",
        PeriodCount = 12,
        PeriodSeconds = 60,
        Start = new() { Seconds = Session.StartNs / 1_000_000_000 },
        Replicates = 50,
    };

    private async Task<CalibrateFileResponse> FileAsync(string file, CalibrationSettings settings) =>
        await host.Channel.UnaryCall(HostWithFolder.CalibrateFile, new CalibrateFileRequest { File = file, Settings = settings });

    private async Task<Calibration> StreamAsync(CalibrationSettings settings, SessionOptions? options = null, int crossed = 0)
    {
        using AsyncClientStreamingCall<CalibrateRequest, CalibrateResponse> call = host.Channel.ClientStreamingCall(HostWithFolder.Calibrate);
        await call.RequestStream.WriteAsync(new CalibrateRequest { Settings = settings });
        MarketBatch batch = Batch(options ?? Session);
        foreach (MarketEvent item in batch.Events.Where(item => item.TradeSize == 0).Take(crossed)) item.BidPrice[0] = item.AskPrice[0];
        try
        {
            await call.RequestStream.WriteAsync(new CalibrateRequest { Batch = batch });
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // the response tells why
        }

        return (await call.ResponseAsync).Calibration;
    }

    private static MarketBatch Batch(SessionOptions options)
    {
        var session = new SimulatedSession(options);
        var item = new Market.Readers.MarketEvent();
        var batch = new MarketBatch();
        while (session.Read(item))
        {
            batch.Events.Add(Message(item));
        }

        return batch;
    }

    /// <summary>An event as a message.</summary>
    internal static MarketEvent Message(Market.Readers.MarketEvent item) => new()
    {
        TimeNs = item.TimeNs,
        BidPrice = { item.Book.Bids.Price.ToArray() },
        BidSize = { item.Book.Bids.Size.ToArray() },
        AskPrice = { item.Book.Asks.Price.ToArray() },
        AskSize = { item.Book.Asks.Size.ToArray() },
        TradePrice = item.TradePrice,
        TradeSize = item.TradeSize,
    };

    /// <summary>A host with a calibration folder, links that lead out of it, and a file beside it.</summary>
    public sealed class HostWithFolder : IAsyncLifetime
    {
        private SolverHost? _host;
        private DirectoryInfo? _root;

        internal static Method<CalibrateRequest, CalibrateResponse> Calibrate { get; } = Rpc.Method.Of<CalibrateRequest, CalibrateResponse>(CalibrationReflection.Descriptor.Services[0], "Calibrate");

        internal static Method<CalibrateFileRequest, CalibrateFileResponse> CalibrateFile { get; } = Rpc.Method.Of<CalibrateFileRequest, CalibrateFileResponse>(CalibrationReflection.Descriptor.Services[0], "CalibrateFile");

        internal static Method<SolveRequest, SolveResponse> Solve { get; } = Rpc.Method.Of<SolveRequest, SolveResponse>(SolverServiceReflection.Descriptor.Services[0], "Solve");

        internal Channel Channel { get; private set; } = null!;

        internal string Folder { get; private set; } = "";

        public async Task InitializeAsync()
        {
            _root = Directory.CreateTempSubdirectory("calibration-");
            Folder = Directory.CreateDirectory(Path.Combine(_root.FullName, "data")).FullName;
            string secret = Path.Combine(_root.FullName, "secret.csv");
            await File.WriteAllTextAsync(secret, "secret");
            File.CreateSymbolicLink(Path.Combine(Folder, "link.csv"), secret);
            Directory.CreateSymbolicLink(Path.Combine(Folder, "linked"), _root.FullName);
            _host = await SolverHost.StartAsync(new SolverHostOptions
            {
                Listen = ["http://127.0.0.1:0"],
                StatusListen = "",
                WarmUpSolves = 0,
                StopGraceSeconds = 0,
                LogLevel = "Error",
                CalibrationFolder = Folder,
            });
            Channel = Channel.ForAddress(_host.Endpoints[0], new ChannelOptions { MaxReceiveMessageSize = 64 << 20 });
        }

        public async Task DisposeAsync()
        {
            Channel.Dispose();
            await _host!.StopAsync();
            await _host.DisposeAsync();
            _root!.Delete(recursive: true);
        }
    }
}
