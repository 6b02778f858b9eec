using SolverGrpc.Core.Baselines;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Comparison;

/// <summary>What every schedule is measured against: S / N in every period (lots: as even as whole lots allow).</summary>
/// <param name="Feasible">The equal split meets every bound and every limit of the problem.</param>
/// <param name="Objective">Its objective in currency, also where it is not feasible.</param>
public readonly record struct EqualSplitBenchmark(bool Feasible, double Objective)
{
    /// <summary>The benchmark of <paramref name="problem"/>; O(N).</summary>
    public static EqualSplitBenchmark Of(AllocationProblem problem, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(workspace);
        int mark = workspace.Mark();
        Span<double> schedule = workspace.Take(problem.PeriodCount);
        EqualSplitMethod.Write(problem, schedule);
        Objective objective = Costs.Objective.Of(problem, schedule);
        bool feasible = EqualSplitMethod.FirstViolation(problem, schedule) < 0 && Limits.Broken(problem, objective) is null;
        workspace.Release(mark);
        return new(feasible, objective.Value);
    }

    /// <summary>(equal − <paramref name="objective"/>) / |equal|; 0 if the equal split costs nothing. Meaningless unless <see cref="Feasible"/>.</summary>
    public double SavingOf(double objective) => Objective == 0 ? 0 : (Objective - objective) / Math.Abs(Objective);
}
