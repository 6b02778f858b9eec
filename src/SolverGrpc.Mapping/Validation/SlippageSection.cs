using System.Globalization;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>Limits on the slippage per share; those of a period become caps.</summary>
internal static class SlippageSection
{
    /// <summary>Checks the limits; tightens the caps if <paramref name="problem"/> holds valid costs.</summary>
    /// <returns>Why a valid limit is not covered, in a sentence; null if all is well.</returns>
    public static string? Apply(ProblemInput input, int periodCount, AllocationProblem? problem, Violations violations)
    {
        string? unsupported = null;
        bool valid = ArrayCheck.PerPeriod(input, ArrayField.SlippagePerPeriod, periodCount, violations);
        if (valid && problem is not null && input[ArrayField.SlippagePerPeriod].Count > 0) unsupported = Cap(input, problem);

        double perOrder = input.Scalars.PerOrderSlippage;
        if (perOrder is not (>= 0 and <= double.MaxValue)) violations.Add("problem.slippage_limits.per_order", "must be finite and >= 0");
        else if (perOrder > 0 && problem is not null) problem.OrderSlippageLimit = perOrder;
        return unsupported;
    }

    private static string? Cap(ProblemInput input, AllocationProblem problem)
    {
        ReadOnlySpan<double> limit = input[ArrayField.SlippagePerPeriod].Expand(problem.PeriodCount, double.PositiveInfinity);
        for (int i = 0; i < limit.Length; i++)
        {
            double cap = problem.Family == CostFamily.Levels
                ? SlippageCap.OfLevels(problem.LevelsOf(i), limit[i])
                : SlippageCap.OfCurve(problem.A[i], problem.B[i], problem.C[i], problem.D[i], limit[i]);
            if (double.IsNaN(cap))
                return string.Create(CultureInfo.InvariantCulture, $"{SlippageCap.NotCovered} (period {i}) is not covered");
            problem.Upper[i] = Math.Min(problem.Upper[i], cap);
        }

        return null;
    }
}
