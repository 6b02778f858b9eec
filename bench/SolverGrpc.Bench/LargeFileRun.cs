using System.Diagnostics;
using System.Globalization;
using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Bench;

/// <summary>
/// A simulated day of MBP-10 CSV of a given size on a disk, read and checked, calibrated, and beside them a loop that only splits its lines: rows a second
/// of processor time, so that other work on the machine does not count, and the most memory that was in use. The file is deleted.
/// </summary>
internal static class LargeFileRun
{
    private const int Rounds = 3, Periods = 390, TradesPerPeriod = 20;
    private const double BytesPerRow = 335, BytesPerGigabyte = 1e9, BytesPerMegabyte = 1e6;
    private const string Memory = "/proc/self/status", Forget = "/proc/self/clear_refs";

    /// <summary>Measures in a folder, and prints a table.</summary>
    public static int Run(string folder, double gigabytes)
    {
        string path = Path.Combine(folder, $"large-file-{Environment.ProcessId}.csv");
        try
        {
            long rows = Write(path, gigabytes);
            (string Name, Func<long> Run)[] ways = [("split lines at commas, nothing else", () => Split(path)), ("read and check", () => Read(path)), ("calibrate, 390 periods", () => Calibrate(path))];
            var seconds = ways.Select(_ => new List<double>()).ToArray();
            var peaks = new double[ways.Length];
            for (int round = 0; round < Rounds; round++)
            {
                for (int k = 0; k < ways.Length; k++)
                {
                    GC.Collect();
                    ForgetPeak();
                    TimeSpan begin = Environment.CpuUsage.TotalTime;
                    if (ways[k].Run() != rows) throw new InvalidOperationException($"'{ways[k].Name}' did not find every row.");
                    seconds[k].Add((Environment.CpuUsage.TotalTime - begin).TotalSeconds);
                    peaks[k] = Math.Max(peaks[k], PeakMegabytes());
                }
            }

            Print($"{new FileInfo(path).Length / BytesPerGigabyte:0.00} GB, {rows:N0} rows; median of {Rounds} runs in turns");
            Print($"");
            Print($"| | rows/s of one core | over splitting | most memory |");
            Print($"|---|---|---|---|");
            double Rate(int k) => rows / seconds[k].Order().ElementAt(Rounds / 2);
            for (int k = 0; k < ways.Length; k++) Print($"| {ways[k].Name} | {Rate(k):N0} | {Rate(k) / Rate(0):0.00} | {peaks[k]:N0} MB |");
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static long Write(string path, double gigabytes)
    {
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        var writer = new Mbp10CsvWriter(file, "BENCH");
        int books = (int)Math.Max(1, (gigabytes * BytesPerGigabyte / BytesPerRow / Periods) - TradesPerPeriod);
        var session = new SimulatedSession(new SessionOptions { PeriodCount = Periods, BooksPerPeriod = books, TradesPerPeriod = TradesPerPeriod });
        var item = new MarketEvent();
        long rows = 0;
        for (; session.Read(item); rows++) writer.Write(item);
        return rows;
    }

    private static long Split(string path)
    {
        using var reader = new StreamReader(path);
        long rows = -1, fields = 0;
        for (; reader.ReadLine() is { } line; rows++) fields += line.Split(',').Length;
        return fields > rows ? rows : -1;
    }

    private static long Read(string path)
    {
        using MarketReader reader = MarketFile.Open(path);
        var item = new MarketEvent();
        while (reader.Read(item))
        {
        }

        return reader.Report.Rows;
    }

    private static long Calibrate(string path)
    {
        using MarketReader reader = MarketFile.Open(path);
        var recorder = new DayRecorder(1);
        recorder.Begin();
        recorder.Add(reader);
        recorder.Close();
        IReadOnlyList<SessionDay> days = SessionDay.ByTime(recorder.Sessions, Periods, 60);
        if (ImpactEstimator.Estimate(days, new ImpactOptions()).Periods.Count != Periods || SessionForecast.Of(days).Volatility.Count != Periods) return -1;
        return reader.Report.Rows;
    }

    // of the whole process since it was last forgotten; where that cannot be, since its begin
    private static double PeakMegabytes()
    {
        const double BytesPerKilobyte = 1_024;
        string? line = File.Exists(Memory) ? File.ReadLines(Memory).FirstOrDefault(text => text.StartsWith("VmHWM", StringComparison.Ordinal)) : null;
        return line is null ? Process.GetCurrentProcess().PeakWorkingSet64 / BytesPerMegabyte
            : double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * BytesPerKilobyte / BytesPerMegabyte;
    }

    private static void ForgetPeak()
    {
        try
        {
            File.WriteAllText(Forget, "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // then the peak is that of all runs so far
        }
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
