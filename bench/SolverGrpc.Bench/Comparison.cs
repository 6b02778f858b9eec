using System.Diagnostics;
using System.Text.Json;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Bench;

/// <summary>
/// The <c>compare</c> command: ours and the floor in turns, block by block in one run, so that both meet the same noise. The ratio is that
/// of the medians of the blocks; the minimum is shown beside it. Then the whole solve of every class of problems, with the widest kernel, and of the largest on all cores.
/// </summary>
internal static class Comparison
{
    private const int Blocks = 41;
    private const double BlockNanoseconds = 1e6;

    // the JIT's last tier comes 100 ms after the last new method, and then needs a core for itself
    private const double WarmUpSeconds = 0.7;

    private sealed record Row(string Work, BenchTask Task, int Count, double Limit, double? PublishedNanoseconds);

    private sealed record Result(
        string Work, int Count, string Kernel, double OursMedian, double OursMinimum, double FloorMedian, double FloorMinimum, double Ratio, double Limit, double? Published);

    // limits are DESIGN.md's; published figures are those of the floor on the reference machine
    private static readonly Row[] Rows =
    [
        new("own exponents, cold", BenchTask.Power, 390, 1.25, 1200),
        new("own exponents, caps at 3 x mean", BenchTask.Capped, 390, 1.25, 1540),
        new("own exponents, warm, 1 % off", BenchTask.Warm, 390, 1.25, 590),
        new("equal exponents", BenchTask.Equal, 390, 1.25, 800),
        new("quadratic, many zeros, cold", BenchTask.Quadratic, 390, 1.5, 350),
        new("one pass, own exponents", BenchTask.PowerPass, 390, 1.25, 244),
        new("one pass, caps", BenchTask.CappedPass, 390, 1.25, 244),
        new("one pass, quadratic", BenchTask.QuadraticPass, 390, 1.5, 52),
        new("quadratic and risk", BenchTask.RiskQuadratic, 390, 1.5, 1080),
        new("own exponents and risk, cold", BenchTask.RiskPower, 390, 1.5, 17_700),
        new("own exponents and risk, cold", BenchTask.RiskPower, 10_000, 1.5, null),
        new("own exponents, cold", BenchTask.Power, 10_000, 1.25, null),
        new("own exponents, cold, one core", BenchTask.Power, 1_000_000, 1.25, 3e6),
    ];

    /// <summary>Runs it with the floor at a path; prints a line of JSON. 0 if every ratio is within its limit, else 1.</summary>
    public static int Run(string floorPath)
    {
        ChunkedPass.ThreadLimit = 1;
        using var floor = new FloorProcess(floorPath);
        using var folder = new InstanceFolder();
        var results = new List<Result>();
        List<ClassMeasurement> classes = [];
        foreach (SimdKernel kernel in new[] { SimdKernel.Avx512, SimdKernel.Avx2 })
        {
            if (!KernelSelection.IsSupported(kernel))
            {
                Console.Error.WriteLine($"{KernelSelection.NameOf(kernel)}: not run, this CPU does not have it");
                continue;
            }

            using KernelSelection.Forced forced = KernelSelection.Force(kernel);
            foreach (Row row in Rows) results.Add(Measure(row, kernel, floor, folder.Path));
            if (classes.Count == 0) classes.AddRange(Classes(Yardstick(kernel, floor, folder.Path)));
        }

        Console.WriteLine(JsonSerializer.Serialize(new { Kernels = results, Classes = classes, Cores = CoreScaling.All() }, Web));
        return results.TrueForAll(result => result.Ratio <= result.Limit) ? 0 : 1;
    }

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Times the floor's own exponents at N = 390 once: what whole solves are held against.</summary>
    public static Func<double> Yardstick(SimdKernel kernel, FloorProcess floor, string folder)
    {
        const int Solves = 300;
        string file = BenchInstance.Draw(BenchTask.Power, 390).Write(folder);
        return () => floor.Time(file, BenchTask.Power, KernelSelection.NameOf(kernel), Solves);
    }

    private static IEnumerable<ClassMeasurement> Classes(Func<double> yardstick) =>
        from item in ProblemClass.All from count in item.Counts select ClassMeasurement.Of(item, count, yardstick);

    private static Result Measure(Row row, SimdKernel kernel, FloorProcess floor, string folder)
    {
        (double[] our, double[] their) = Measure(row.Task, row.Count, kernel, floor, folder);
        return new(
            row.Work,
            row.Count,
            KernelSelection.NameOf(kernel),
            our[Blocks / 2],
            our[0],
            their[Blocks / 2],
            their[0],
            our[Blocks / 2] / their[Blocks / 2],
            row.Limit,
            row.PublishedNanoseconds);
    }

    /// <summary>Nanoseconds per solve of ours and of the floor, block by block in turns, each sorted. Both answers are checked.</summary>
    public static (double[] Ours, double[] Floor) Measure(BenchTask task, int count, SimdKernel kernel, FloorProcess floor, string folder)
    {
        BenchInstance instance = BenchInstance.Draw(task, count);
        BenchTask solve = task switch
        {
            BenchTask.QuadraticPass => BenchTask.Quadratic,
            BenchTask.CappedPass => BenchTask.Capped,
            _ => BenchTask.Power,
        };
        double lambda = new KernelRun(BenchInstance.Draw(solve, count)).Verified().Lambda;
        instance.PassLevel = task == BenchTask.QuadraticPass ? lambda : Math.Log2(lambda);
        if (task == BenchTask.Warm) instance.WarmLambda = lambda;
        string file = instance.Write(folder);
        var ours = new KernelRun(instance);
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds;) ours.Solve();
        ours.Verified();
        string name = KernelSelection.NameOf(kernel);
        double once = Time(ours, 3);
        int solves = (int)Math.Clamp(BlockNanoseconds / once, 1, 2000);

        double[] our = new double[Blocks], their = new double[Blocks];
        for (int block = 0; block < Blocks; block++)
        {
            our[block] = Time(ours, solves);
            their[block] = floor.Time(file, task, name, solves);
        }

        Array.Sort(our);
        Array.Sort(their);
        return (our, their);
    }

    private static double Time(KernelRun run, int solves)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < solves; i++) run.Solve();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / solves;
    }
}
