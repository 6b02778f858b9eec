using System.Text.Json;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Bench;

/// <summary>
/// The <c>compare</c> command: root and schedule beside the floor, then the whole solve of every class of problems, with the widest kernel, and of the
/// largest on all cores.
/// </summary>
internal static class Comparison
{
    /// <summary>Runs it with the floor at a path; prints a line of JSON. 0 if every ratio is within its limit, else 1.</summary>
    public static int Run(string floorPath)
    {
        ChunkedPass.ThreadLimit = 1;
        using var floor = new FloorProcess(floorPath);
        using var folder = new InstanceFolder();
        List<KernelComparison> kernels = [];
        List<ClassMeasurement> classes = [];
        foreach (SimdKernel kernel in new[] { SimdKernel.Avx512, SimdKernel.Avx2 })
        {
            if (!KernelSelection.IsSupported(kernel))
            {
                Console.Error.WriteLine($"{KernelSelection.NameOf(kernel)}: not run, this CPU does not have it");
                continue;
            }

            kernels.AddRange(KernelComparison.All(floorPath, KernelSelection.NameOf(kernel)));
            using KernelSelection.Forced forced = KernelSelection.Force(kernel);
            if (classes.Count == 0) classes.AddRange(Classes(Yardstick(kernel, floor, folder.Path)));
        }

        Console.WriteLine(JsonSerializer.Serialize(new { Kernels = kernels, Classes = classes, Cores = CoreScaling.All() }, Web));
        return kernels.TrueForAll(each => !(each.Ratio.Median > each.Row.Limit)) ? 0 : 1;
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
}
