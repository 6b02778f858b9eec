using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// minimise Σ c_i x_i^(d_i) subject to Σ x_i = S, x ≥ 0, with d_i &gt; 1: the root of h(L) = log₂ Σ 2^(p_i (L − t_i)) − log₂ S
/// in L = log₂ λ, which is convex and increasing.
/// </summary>
/// <remarks>
/// 1. Start at the mean log marginal at the equal split, or at the given λ.
/// 2. One pass gives the cumulants κ₁, κ₂, κ₃ of p under the weights x, which are h's derivatives in the natural logarithm z of λ. The
///    step solves R = κ₁ z + κ₂ z²/2 + κ₃ z³/6, R = ln(S/Σ x): the root of the quadratic part near 0, then one Newton step on the whole;
///    where the quadratic has no root (far to the right) it is Newton's step, from where convexity leads down monotonically.
///    The error is raised to the fourth power each time.
/// 3. Once every x_i moves by less than 2^-6 of itself the step is applied to x without an exponential, and again until
///    Σ x = S up to rounding.
/// With equal exponents x_i = S w_i / Σ w, w_i = 2^(p (t_min − t_i)): one pass and a scaling.
/// </remarks>
internal static unsafe class PowerKernel
{
    /// <summary>ln 2.</summary>
    public const double Ln2 = 0.6931471805599453;

    /// <summary>Σ x in working precision is off by about this; closer it cannot be told from S.</summary>
    public const double SumTolerance = 4e-15;

    /// <summary>Relative to L: what its last digits are.</summary>
    public const double SmallestStep = 1e-15;

    private const int PassLimit = 40;
    private const int CorrectionLimit = 4;

    /// <summary>Solves; x need not be initialised.</summary>
    /// <param name="c">Coefficients &gt; 0.</param>
    /// <param name="d">Exponents &gt; 1.</param>
    /// <param name="x">The answer.</param>
    /// <param name="task">N, S and the rest.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static SolveStats Solve<TLane>(double* c, double* d, double* x, in KernelTask task)
        where TLane : struct, ILane<TLane>
    {
        double* t = task.Column(), p = task.Column();
        Totals prepared = ChunkedPass.Run(new PowerPreparePass<TLane>(c, d, t, p, Math.Log2(task.Quantity / task.Count)), task.Count);
        if (!double.IsFinite(prepared.First)) return SolveStats.Failed(0);
        if (prepared.Smallest == prepared.Largest) return EqualExponents<TLane>(t, p, x, task, prepared);

        double logLambda = task.WarmLambda > 0 ? Math.Log2(task.WarmLambda) : prepared.First / task.Count;
        for (int pass = 1; pass <= PassLimit && !task.Budget.Exhausted; pass++)
        {
            Totals totals = ChunkedPass.Run(new PowerPass<TLane>(t, p, x, logLambda), task.Count);
            task.Log(totals.First);
            double step = Step(totals, task.Quantity);
            if (!double.IsFinite(step)) return SolveStats.Failed(pass);
            if (Math.Abs(step) * Ln2 * prepared.Largest <= ExpSeries<TLane>.Reach)
            {
                double moved = Correct<TLane>(p, x, task, step * Ln2) / Ln2;
                return new(Math.Pow(2, logLambda + moved), pass, double.IsFinite(moved));
            }

            if (Math.Abs(step) <= Math.Abs(logLambda) * SmallestStep) return SolveStats.Failed(pass);
            logLambda += step;
        }

        return SolveStats.Failed(PassLimit);
    }

    /// <summary>Step of log₂ λ from the sums of a <see cref="PowerPass{TLane}"/>.</summary>
    private static double Step(in Totals totals, double quantity)
    {
        double gap = Math.Log(quantity / totals.First);
        double mean = totals.Second / totals.First, square = totals.Third / totals.First;
        double variance = Math.Max(0, square - (mean * mean));
        double discriminant = (mean * mean) + (2 * variance * gap);
        if (!(discriminant > 0)) return gap / mean / Ln2;
        double z = 2 * gap / (mean + Math.Sqrt(discriminant));
        double skew = (totals.Fourth / totals.First) - (3 * mean * square) + (2 * mean * mean * mean);
        double cubic = skew * z * z / 6;
        return Math.Abs(cubic) < 0.1 * mean ? (z - (cubic * z / (mean + (variance * z) + (3 * cubic)))) / Ln2 : z / Ln2;
    }

    // Returns how far ln λ has moved; NaN if Σ x does not settle.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static double Correct<TLane>(double* p, double* x, in KernelTask task, double step)
        where TLane : struct, ILane<TLane>
    {
        double moved = 0;
        for (int correction = 0; correction < CorrectionLimit; correction++)
        {
            Totals totals = ChunkedPass.Run(new PowerCorrectionPass<TLane>(p, x, step), task.Count);
            moved += step;
            double gap = task.Quantity - totals.First;
            if (Math.Abs(gap) <= SumTolerance * task.Quantity) return moved;
            step = gap / totals.Second;
        }

        return double.NaN;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static SolveStats EqualExponents<TLane>(double* t, double* p, double* x, in KernelTask task, in Totals prepared)
        where TLane : struct, ILane<TLane>
    {
        Totals totals = ChunkedPass.Run(new PowerPass<TLane>(t, p, x, prepared.OtherSmallest), task.Count);
        ChunkedPass.Run(new ScalePass<TLane>(x, task.Quantity / totals.First), task.Count);
        double logLambda = prepared.OtherSmallest + (Math.Log2(task.Quantity / totals.First) / prepared.Largest);
        return new(Math.Pow(2, logLambda), 1, true);
    }
}
