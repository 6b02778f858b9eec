using SolverGrpc.Core.Simd;

namespace SolverGrpc.Bench;

/// <summary>The <c>check</c> command: a short measuring pass against budgets.json. Ratios are to the floor in the same run, so that a slow machine is no failure.</summary>
internal static class BudgetCheck
{
    /// <summary>Runs it; 0 if every budget is kept, else 1.</summary>
    public static int Run(string floorPath, string budgetsPath)
    {
        var budgets = Budgets.Read(budgetsPath);
        ChunkedPass.ThreadLimit = 1;
        using var floor = new FloorProcess(floorPath);
        using var folder = new InstanceFolder();
        SimdKernel kernel = KernelSelection.IsSupported(SimdKernel.Avx512) ? SimdKernel.Avx512 : SimdKernel.Avx2;
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);

        int above = 0;
        IReadOnlyList<KernelComparison> kernels = KernelComparison.All(floorPath, KernelSelection.NameOf(kernel));
        foreach (KernelBudget budget in budgets.Kernels)
        {
            KernelComparison measured = kernels.First(each => (each.Row.Task.ToString(), each.Row.Count, each.Row.Whole) == (budget.Task, budget.Count, false));
            Spread ratio = measured.Ratio;
            above += Report(FormattableString.Invariant($"{budget.Task} {budget.Count}, root and schedule, processes from {ratio.Least:0.00} to {ratio.Most:0.00}"), ratio.Median, budget.Ratio * budgets.Margin, 0, 0);
        }

        Func<double> yardstick = Comparison.Yardstick(kernel, floor, folder.Path);
        foreach (ClassBudget budget in budgets.Classes)
        {
            var measured = ClassMeasurement.Of(ProblemClass.Named(budget.Class), budget.Count, yardstick);
            above += Report($"{budget.Class} {budget.Count}, whole solve", measured.Ratio, budget.Ratio * budgets.Margin, measured.Bytes, budget.Bytes);
        }

        int total = budgets.Kernels.Count + budgets.Classes.Count;
        Console.WriteLine($"{total - above} passed, {above} failed");
        return above == 0 ? 0 : 1;
    }

    private static int Report(string what, double ratio, double mostRatio, long bytes, long mostBytes)
    {
        bool kept = ratio <= mostRatio && bytes <= mostBytes;
        Console.WriteLine(FormattableString.Invariant($"{(kept ? "kept " : "ABOVE")} {what}: {ratio:0.00} x the floor, {bytes} bytes (budget {mostRatio:0.00}, {mostBytes})"));
        return kept ? 0 : 1;
    }
}
