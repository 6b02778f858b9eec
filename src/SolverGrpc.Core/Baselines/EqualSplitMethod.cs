using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>TWAP: S / N in every period; with lots, as even as whole lots allow, the earlier periods getting one more.</summary>
public sealed class EqualSplitMethod : IAllocationMethod
{
    /// <inheritdoc/>
    public Method Id => Method.EqualSplit;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) => null;

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        Write(problem, schedule);
        int violated = FirstViolation(problem, schedule);
        return violated < 0 ? new() : new() { HasSchedule = false, Refusal = $"the equal split violates the bounds of period {violated}" };
    }

    /// <summary>Writes the equal split, whether or not it meets the bounds.</summary>
    public static void Write(AllocationProblem problem, Span<double> schedule)
    {
        LotRule lots = problem.Lots;
        if (!lots.Active)
        {
            schedule.Fill(problem.Quantity / schedule.Length);
            return;
        }

        (long whole, long odd) = Math.DivRem(lots.QuantityUnits, lots.LotUnits);
        (long each, long more) = Math.DivRem(whole, schedule.Length);
        for (int i = 0; i < schedule.Length; i++) schedule[i] = (each + (i < more ? 1 : 0)) * lots.LotUnits * lots.Unit;
        schedule[^1] += odd * lots.Unit;
    }

    /// <summary>First period in which <paramref name="schedule"/> breaks a floor, a cap or a minimum slice; −1: none.</summary>
    public static int FirstViolation(AllocationProblem problem, ReadOnlySpan<double> schedule)
    {
        ReadOnlySpan<double> lower = problem.Lower, upper = problem.Upper, slice = problem.MinimumSlice;
        bool slices = problem.HasMinimumSlice, books = problem.Family == CostFamily.Levels;
        for (int i = 0; i < schedule.Length; i++)
        {
            double x = schedule[i];
            bool tooSmall = slices && x > 0 && x < slice[i];
            if (x < lower[i] || x > (books ? Feasibility.Cap(problem, upper, i) : upper[i]) || tooSmall) return i;
        }

        return -1;
    }
}
