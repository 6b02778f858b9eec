using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// minimise Σ c_i x_i^(d_i) subject to Σ x_i = S, l_i ≤ x_i ≤ u_i, with d_i &gt; 1: the root of log₂ Σ x_i(L) − log₂ S in L = log₂ λ,
/// x_i(L) = clamp(2^(p_i (L − t_i)), l_i, u_i).
/// </summary>
/// <remarks>
/// Where no bound changes sides this is the logarithm of a sum of exponentials, almost a straight line; bounds bend it
/// either way, so Newton's steps are bracketed (Halley's took more of them: periods change sides on the way). They start at the mean log
/// marginal at the equal split. Once every x_i moves by less than 2^-6 of itself, or L itself has no digits left (an exponent within 1e-9 of 1 multiplies them by 1e9),
/// the step is applied to y instead of L, and again until Σ x = S up to rounding.
/// With equal exponents x_i = clamp(τ w_i, l_i, u_i), w_i = 2^(p (t_min − t_i)), which is <see cref="QuadraticKernel"/> in τ
/// (arXiv 2008.11829).
/// </remarks>
internal static unsafe class BoundedPowerKernel
{
    private const int CorrectionLimit = 8;

    // τ that spans hundreds of decades is better sought as its logarithm
    private const int EqualPassLimit = 24;

    // in log₂ λ
    private const double FirstReach = 64;

    /// <summary>Solves; x need not be initialised.</summary>
    /// <param name="c">Coefficients &gt; 0.</param>
    /// <param name="d">Exponents &gt; 1.</param>
    /// <param name="bounds">Bounds that leave room: Σ l &lt; S &lt; Σ u.</param>
    /// <param name="x">The answer.</param>
    /// <param name="task">N, S and the rest.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static SolveStats Solve<TLane, TBounds>(
        double* c, double* d, in TBounds bounds, double* x, in KernelTask task)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        double* t = task.Column(), p = task.Column(), y = task.Column();
        Totals prepared = ChunkedPass.Run(new PowerPreparePass<TLane>(c, d, t, p, Math.Log2(task.Quantity / task.Count)), task.Count);
        if (!double.IsFinite(prepared.First)) return SolveStats.Failed(0);
        if (prepared.Smallest == prepared.Largest)
        {
            SolveStats equal = EqualExponents<TLane, TBounds>(t, p, y, bounds, x, task, prepared);
            if (equal.Converged) return equal;
        }

        double logLambda = task.WarmLambda > 0 ? Math.Log2(task.WarmLambda) : prepared.First / task.Count;
        var newton = new BracketedNewton(double.NegativeInfinity, double.PositiveInfinity, FirstReach);
        for (int pass = 1; pass <= BracketedNewton.StepLimit && !task.Budget.Exhausted; pass++)
        {
            Totals totals = ChunkedPass.Run(new BoundedPowerPass<TLane, TBounds>(t, p, bounds, y, logLambda), task.Count);
            task.Log(totals.First);
            double step = Math.Log2(task.Quantity / totals.First) * totals.First / totals.Second;
            bool bySeries = Math.Abs(step) * PowerKernel.Ln2 * prepared.Largest <= ExpSeries<TLane>.Reach;
            if (bySeries || Math.Abs(step) <= PowerKernel.SmallestStep * Math.Abs(logLambda))
            {
                double shift = Correct<TLane, TBounds>(p, bounds, y, x, task, step, bySeries, prepared.Largest);
                if (double.IsFinite(shift)) return new(Math.Pow(2, logLambda + shift), pass, true);
            }

            double next = newton.Next(logLambda, totals.First < task.Quantity, step);
            if (!double.IsFinite(next) || next == logLambda) return SolveStats.Failed(pass);
            logLambda = next;
        }

        return SolveStats.Failed(BracketedNewton.StepLimit);
    }

    // x = clamp(τ w): no exponential after the first pass
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static SolveStats EqualExponents<TLane, TBounds>(
        double* t, double* p, double* w, in TBounds bounds, double* x, in KernelTask task, in Totals prepared)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        Totals weights = ChunkedPass.Run(new PowerPass<TLane>(t, p, w, prepared.OtherSmallest), task.Count);
        double start = task.Quantity / weights.First;
        var newton = new BracketedNewton(0, double.PositiveInfinity, FirstReach * start);
        double* zeros = task.Column();
        new Span<double>(zeros, task.Count).Clear();
        SolveStats root = QuadraticKernel.Root<TLane, TBounds>(zeros, w, bounds, x, task, start, newton, EqualPassLimit);
        return root with { Lambda = Math.Pow(2, prepared.OtherSmallest + (Math.Log2(root.Lambda) / prepared.Largest)) };
    }

    // Returns how far log₂ λ has moved; NaN if Σ x does not settle.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static double Correct<TLane, TBounds>(
        double* p, in TBounds bounds, double* y, double* x, in KernelTask task, double step, bool bySeries, double largestInverse)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        double moved = 0;
        for (int correction = 0; correction < CorrectionLimit && double.IsFinite(step); correction++)
        {
            Totals totals = bySeries
                ? ChunkedPass.Run(new BoundedPowerCorrectionPass<TLane, TBounds>(p, bounds, y, x, step * PowerKernel.Ln2), task.Count)
                : ChunkedPass.Run(new BoundedPowerShiftPass<TLane, TBounds>(p, bounds, y, x, step), task.Count);
            moved += step;
            double gap = task.Quantity - totals.First;
            if (Math.Abs(gap) <= PowerKernel.SumTolerance * task.Quantity) return moved;
            step = Math.Log2(task.Quantity / totals.First) * totals.First / totals.Second;
            if (bySeries && Math.Abs(step) * PowerKernel.Ln2 * largestInverse > ExpSeries<TLane>.Reach) return double.NaN;
        }

        return double.NaN;
    }
}
