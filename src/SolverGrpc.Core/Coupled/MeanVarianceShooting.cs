using System.Runtime.CompilerServices;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Quadratic costs, risk and permanent impact and nothing else: the schedule is known up to a factor from its end. With p_i = 2 b_i x_i + γ_i r_i the
/// price of a share in period i without the common spread, p_i = p_{i+1} + γ_i x_i + 2 κ v_i r_i, and m_i = p_i − γ_i r_{i−1}, from x_N = 1 backwards
/// <code>
/// m_i = m_{i+1} + (2 κ v_i + γ_{i+1} − γ_i) r_i,   x_i = m_i / (2 b_i − γ_i),   r_{i−1} = r_i + x_i
/// </code>
/// and then everything times S / r_0. It is <see cref="InventorySweep"/> with n = m and m = r and one pass. Unless γ falls all terms are positive, so that
/// every x_i has a relative error of N units in the last place at most, however stiff the chain. Numbers that grow beyond
/// 2^400 are shrunk by powers of two; what that takes below the smallest double is none of S.
/// In r the matrix of second derivatives has the pivots (2 b_i − γ_i) r_{i−1} / r_i, so that with 2 b &gt; γ and x ≥ 0 it is positive definite: the schedule is
/// the minimum.
/// </summary>
internal static class MeanVarianceShooting
{
    private const double Large = 2.5822498780869086e120; // 2^400
    private const double Shrink = 3.8725919148493183e-121; // 2^-400

    /// <summary>2 b &gt; γ, c = 0, one spread, no floor, no drift.</summary>
    public static bool Fits(AllocationProblem problem) =>
        problem.Family == CostFamily.Curve && !problem.HasDrift
        && !problem.C.ContainsAnyExcept(0.0) && !problem.B.Contains(0.0)
        && !problem.A.ContainsAnyExcept(problem.A[0]) && !problem.Lower.ContainsAnyExcept(0.0) && OutweighsPermanentImpact(problem);

    private static bool OutweighsPermanentImpact(AllocationProblem problem)
    {
        if (!problem.HasPermanentImpact) return true;
        for (int i = 0; i < problem.PeriodCount; i++)
            if (!(Stiffness(problem, i) > 0)) return false;
        return true;
    }

    /// <summary>2 b − γ, what a trade costs itself beyond what it costs the trades after it.</summary>
    public static double Stiffness(AllocationProblem problem, int period) =>
        (2 * problem.B[period]) - (problem.HasPermanentImpact ? problem.PermanentImpact[period] : 0);

    /// <summary>γ_{i+1} − γ_i.</summary>
    public static double Rise(AllocationProblem problem, int period) =>
        problem.HasPermanentImpact ? problem.PermanentImpact[period + 1] - problem.PermanentImpact[period] : 0;

    /// <summary>Solves for κ in 1/currency; λ in currency per share. False: a bound is broken, or the numbers are out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TrySolve(AllocationProblem problem, double aversion, Span<double> schedule, out double lambda)
    {
        if (problem.HasPermanentImpact) return TrySolveWithPermanent(problem, aversion, schedule, out lambda);
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

        return Scale(problem, m, r, schedule, out lambda);
    }

    private static bool TrySolveWithPermanent(AllocationProblem problem, double aversion, Span<double> schedule, out double lambda)
    {
        ReadOnlySpan<double> v = problem.HasVariance ? problem.PriceVariance : [];
        lambda = double.NaN;
        int last = schedule.Length - 1, live = last;
        double m = Stiffness(problem, last), r = 1, weight = 2 * aversion;
        schedule[last] = 1;
        for (int i = last - 1; i >= 0; i--)
        {
            double risk = v.IsEmpty ? 0 : weight * v[i];
            m = Math.FusedMultiplyAdd(risk + Rise(problem, i), r, m);
            double x = m / Stiffness(problem, i);
            if (!(x >= 0)) return false;
            schedule[i] = x;
            r += x;
            if (r > Large || m > Large)
            {
                m *= Shrink;
                r *= Shrink;
                live = ShrinkAll(schedule, i, live);
            }
        }

        return Scale(problem, Math.FusedMultiplyAdd(problem.PermanentImpact[0], r, m), r, schedule, out lambda);
    }

    private static bool Scale(AllocationProblem problem, double price, double total, Span<double> schedule, out double lambda)
    {
        double factor = problem.Quantity / total;
        lambda = problem.A[0] + (price * factor);
        for (int i = 0; i < schedule.Length; i++) schedule[i] *= factor;
        if (!double.IsFinite(lambda)) return false;
        ReadOnlySpan<double> upper = problem.Upper;
        if (!upper.ContainsAnyExcept(double.PositiveInfinity)) return true;
        for (int i = 0; i < schedule.Length; i++)
            if (schedule[i] > upper[i]) return false;
        return true;
    }

    // returns the last period that is not yet nothing. Inlined: with a call in its loop, TrySolve keeps m and r on the stack
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ShrinkAll(Span<double> schedule, int from, int live)
    {
        for (int i = from; i <= live; i++) schedule[i] *= Shrink;
        while (live > from && schedule[live] == 0) live--;
        return live;
    }
}
