using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>The oracle: objectives by their definition, and minima of convex problems of up to four periods by nested golden sections.</summary>
internal static class Reference
{
    private static readonly double Ratio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>E.</summary>
    public static double Cost(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        double cost = 0, left = 0;
        for (int i = x.Length - 1; i >= 0; i--)
        {
            cost += problem.Family == CostFamily.Levels
                ? Walk(problem, i, x[i])
                : (problem.A[i] * x[i]) + (problem.B[i] * x[i] * x[i]) + (problem.C[i] == 0 ? 0 : problem.C[i] * Math.Pow(x[i], problem.D[i]));
            if (problem.HasPermanentImpact) cost += problem.PermanentImpact[i] * x[i] * left;
            if (problem.HasDrift) cost += problem.Drift[i] * left;
            left += x[i];
        }

        return cost;
    }

    /// <summary>V.</summary>
    public static double Variance(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        double variance = 0, left = 0;
        for (int i = x.Length - 1; i >= 0; i--)
        {
            variance += problem.PriceVariance[i] * left * left;
            left += x[i];
        }

        return variance;
    }

    /// <summary>What is minimised.</summary>
    public static double Objective(AllocationProblem problem, ReadOnlySpan<double> x) => Cost(problem, x) + problem.Risk.Kind switch
    {
        RiskKind.Aversion => problem.Risk.Value * Variance(problem, x),
        RiskKind.MinimizeValueAtRisk => problem.Risk.Z * Math.Sqrt(Variance(problem, x)),
        _ => 0,
    };

    /// <summary>The sizes of the terms of the objective.</summary>
    public static double Size(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        double size = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (problem.Family == CostFamily.Curve) size += Math.Abs(problem.A[i] * x[i]);
            if (problem.HasDrift) size += Math.Abs(problem.Drift[i]) * problem.Quantity;
            if (problem.HasPermanentImpact) size += problem.PermanentImpact[i] * x[i] * problem.Quantity;
        }

        return size;
    }

    /// <summary>The smallest objective of a convex problem, N ≤ 4.</summary>
    public static double Minimum(AllocationProblem problem) => Best(problem, new double[problem.PeriodCount], 0, problem.Quantity);

    // the minimum over the later periods is convex in what is left to them
    private static double Best(AllocationProblem problem, double[] x, int period, double left)
    {
        double floors = 0, caps = 0;
        for (int i = period + 1; i < x.Length; i++)
        {
            floors += problem.Lower[i];
            caps += problem.Upper[i];
        }

        double low = Math.Max(problem.Lower[period], left - caps), high = Math.Min(problem.Upper[period], left - floors);
        if (period == x.Length - 1)
        {
            x[period] = Math.Clamp(left, problem.Lower[period], problem.Upper[period]);
            return Objective(problem, x);
        }

        double At(double value)
        {
            x[period] = Math.Clamp(value, problem.Lower[period], problem.Upper[period]);
            return Best(problem, x, period + 1, left - x[period]);
        }

        double a = high - (Ratio * (high - low)), b = low + (Ratio * (high - low));
        double fa = At(a), fb = At(b), best = Math.Min(Math.Min(At(low), At(high)), Math.Min(fa, fb));
        for (int i = 0; i < 40; i++)
        {
            if (fa < fb)
            {
                (high, b, fb) = (b, a, fa);
                a = high - (Ratio * (high - low));
                fa = At(a);
            }
            else
            {
                (low, a, fa) = (a, b, fb);
                b = low + (Ratio * (high - low));
                fb = At(b);
            }

            best = Math.Min(best, Math.Min(fa, fb));
        }

        return best;
    }

    private static double Walk(AllocationProblem problem, int period, double shares)
    {
        double cost = 0;
        for (int k = problem.LevelStart[period]; k < problem.LevelStart[period + 1] && shares > 0; k++)
        {
            double take = Math.Min(shares, problem.LevelSize[k]);
            cost += take * problem.LevelPrice[k];
            shares -= take;
        }

        return shares > 1e-12 * problem.Quantity ? double.PositiveInfinity : cost;
    }
}
