using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>How the price moves.</summary>
internal static class DynamicsSection
{
    /// <summary>Checks all arrays; writes them if N is known and they are valid. A sell counts drift the other way round.</summary>
    public static void Apply(ProblemInput input, int periodCount, AllocationProblem problem, Violations violations)
    {
        if (ArrayCheck.PerPeriod(input, ArrayField.Volatility, periodCount, violations) && periodCount > 0 && input[ArrayField.Volatility].Count > 0)
            WriteVariance(input, periodCount, problem, violations);
        if (ArrayCheck.PerPeriod(input, ArrayField.Drift, periodCount, violations) && periodCount > 0 && input[ArrayField.Drift].Count > 0)
            WriteDrift(input, periodCount, problem);
        if (ArrayCheck.PerPeriod(input, ArrayField.PermanentImpact, periodCount, violations) && periodCount > 0 && input[ArrayField.PermanentImpact].Count > 0)
        {
            input[ArrayField.PermanentImpact].Expand(periodCount, 0).CopyTo(problem.PermanentImpact);
            problem.HasPermanentImpact = problem.PermanentImpact.ContainsAnyExcept(0.0);
        }
    }

    private static void WriteVariance(ProblemInput input, int periodCount, AllocationProblem problem, Violations violations)
    {
        ReadOnlySpan<double> volatility = input[ArrayField.Volatility].Expand(periodCount, 0);
        Span<double> variance = problem.PriceVariance;
        bool overflow = false;
        for (int i = 0; i < variance.Length; i++)
        {
            variance[i] = volatility[i] * volatility[i];
            overflow |= double.IsPositiveInfinity(variance[i]);
        }

        problem.HasVariance = problem.PriceVariance.ContainsAnyExcept(0.0);
        if (!overflow) return;
        ArrayCheck.AddDerived(
            input, ArrayField.Volatility, periodCount, violations, problem, static (problem, i) => double.IsPositiveInfinity(problem.PriceVariance[i]), "its square overflows");
    }

    private static void WriteDrift(ProblemInput input, int periodCount, AllocationProblem problem)
    {
        ReadOnlySpan<double> drift = input[ArrayField.Drift].Expand(periodCount, 0);
        double sign = input.Scalars.Side == OrderSection.Sell ? -1 : 1;
        Span<double> signed = problem.Drift;
        for (int i = 0; i < signed.Length; i++) signed[i] = sign * drift[i];
        problem.HasDrift = problem.Drift.ContainsAnyExcept(0.0);
    }
}
