using System.Runtime.CompilerServices;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Quadratic costs and risk and nothing else: the schedule is known up to a factor from its end. With m_i = p_i − a the price of a
/// share in period i without the common spread, from x_N = 1 backwards
/// <code>
/// m_i = m_{i+1} + 2 κ v_i r_i,   x_i = m_i / (2 b_i),   r_{i−1} = r_i + x_i
/// </code>
/// and then everything times S / r_0. It is <see cref="InventorySweep"/> with n = m and m = r and one pass: all terms are positive, so that
/// every x_i has a relative error of N units in the last place at most, however stiff the chain. Numbers that grow beyond
/// 2^400 are shrunk by powers of two; what that takes below the smallest double is none of S.
/// </summary>
internal static class MeanVarianceShooting
{
    private const double Large = 2.5822498780869086e120; // 2^400
    private const double Shrink = 3.8725919148493183e-121; // 2^-400

    /// <summary>b &gt; 0, c = 0, one spread, no floor, no drift, no permanent impact.</summary>
    public static bool Fits(AllocationProblem problem) =>
        problem.Family == CostFamily.Curve && !problem.HasDrift && !problem.HasPermanentImpact
        && !problem.C.ContainsAnyExcept(0.0) && !problem.B.Contains(0.0)
        && !problem.A.ContainsAnyExcept(problem.A[0]) && !problem.Lower.ContainsAnyExcept(0.0);

    /// <summary>Solves for κ in 1/currency; λ in currency per share. False: a cap is broken, or the numbers are out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TrySolve(AllocationProblem problem, double aversion, Span<double> schedule, out double lambda)
    {
        ReadOnlySpan<double> b = problem.B, v = problem.HasVariance ? problem.PriceVariance : [];
        int last = schedule.Length - 1, live = last;
        double m = 2 * b[last], r = 1, weight = 2 * aversion;
        schedule[last] = 1;
        for (int i = last - 1; i >= 0; i--)
        {
            double half = 0.5 / b[i];
            if (!v.IsEmpty) m = Math.FusedMultiplyAdd(weight * v[i], r, m);
            schedule[i] = m * half;
            r = Math.FusedMultiplyAdd(m, half, r);
            if (r > Large || m > Large)
            {
                m *= Shrink;
                r *= Shrink;
                live = ShrinkAll(schedule, i, live);
            }
        }

        double factor = problem.Quantity / r;
        lambda = problem.A[0] + (m * factor);
        for (int i = 0; i < schedule.Length; i++) schedule[i] *= factor;
        if (!double.IsFinite(lambda)) return false;
        ReadOnlySpan<double> upper = problem.Upper;
        if (!upper.ContainsAnyExcept(double.PositiveInfinity)) return true;
        for (int i = 0; i < schedule.Length; i++)
            if (schedule[i] > upper[i]) return false;
        return true;
    }

    // returns the last period that is not yet nothing
    private static int ShrinkAll(Span<double> schedule, int from, int live)
    {
        for (int i = from; i <= live; i++) schedule[i] *= Shrink;
        while (live > from && schedule[live] == 0) live--;
        return live;
    }
}
