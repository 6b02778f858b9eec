using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>How much of the order one period may carry.</summary>
internal static class ConcentrationSection
{
    public static void Apply(in ProblemScalars scalars, AllocationProblem? problem, Violations violations)
    {
        bool count = scalars.MinPeriodCount >= 0;
        if (!count) violations.Add("problem.concentration.min_period_count", "must be >= 0");
        bool share = scalars.MaxPeriodShare is >= 0 and <= 1;
        if (!share) violations.Add("problem.concentration.max_period_share", "must be between 0 and 1");
        if (problem is null) return;
        if (count && scalars.MinPeriodCount > 0) PeriodBounds.Cap(problem.Upper, problem.Quantity / scalars.MinPeriodCount);
        if (share && scalars.MaxPeriodShare > 0) PeriodBounds.Cap(problem.Upper, problem.Quantity * scalars.MaxPeriodShare);
    }
}
