using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// minimise Σ a_i x_i + b_i x_i² + c_i x_i^(d_i) subject to Σ x_i = S, l_i ≤ x_i ≤ u_i, with b_i &gt; 0 or c_i &gt; 0, d_i &gt; 1: the root of
/// log₂ Σ x_i(λ) − log₂ S in log₂(λ − min a), <see cref="CurvePass{TLane, TBounds}"/> or <see cref="CompositePass{TLane, TBounds}"/>.
/// </summary>
/// <remarks>
/// λ is measured from min a, which makes a common spread disappear and the rest positive. Newton's steps are bracketed, because
/// spreads and bounds bend the function either way. Where every x_i moves by less than 1e-8 of itself, or log₂ λ has no digits
/// left, x moves along its derivative until Σ x = S up to rounding. With b the x_i(λ) are no closed form: every pass takes one Newton step
/// towards them from above, so that x and λ converge together; a Σ x that is too large because of that decides nothing.
/// </remarks>
internal static unsafe class CurveKernel
{
    private const int SpreadLimit = 6;
    private const double LinearReach = 1e-8;

    // in log₂ λ
    private const double FirstReach = 64;

    // of CompositeInversePass: up to the one its bound holds, below the other x has all its digits
    private const double LargestBend = 0.125;
    private const double LargestOvershoot = 1e-15;

    // ordinary problems take seven passes; exponents next to 1 can crawl
    private const int JointLimit = 64;

    /// <summary>Solves; x need not be initialised.</summary>
    /// <param name="a">Linear costs.</param>
    /// <param name="b">Quadratic coefficients ≥ 0; null: all 0.</param>
    /// <param name="c">Coefficients ≥ 0; a period with neither b nor c is beyond this kernel.</param>
    /// <param name="d">Exponents &gt; 1.</param>
    /// <param name="bounds">Bounds that leave room: Σ l &lt; S &lt; Σ u.</param>
    /// <param name="x">The answer.</param>
    /// <param name="task">N, S and the rest.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static SolveStats Solve<TLane, TBounds>(
        double* a, double* b, double* c, double* d, in TBounds bounds, double* x, in KernelTask task)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        double smallest = ChunkedPass.Run(new RangePass<TLane>(a), task.Count).Smallest;
        var columns = new CurveColumns(
            task.Column(),
            b == null ? null : task.Column(),
            task.Column(),
            task.Column(),
            task.Column());
        double* weight = task.Column(), logX = b == null ? null : task.Column();
        Totals prepared = ChunkedPass.Run(
            new CurvePreparePass<TLane>(a, b, c, d, columns, smallest, task.Quantity / task.Count), task.Count);
        if (prepared.Second > 0 || !double.IsFinite(prepared.First)) return SolveStats.Failed(0);
        if (b != null)
        {
            ChunkedPass.Run(new LogTwicePass<TLane>(b, columns.LogQuadratic), task.Count);
            new Span<double>(logX, task.Count).Fill(Math.Log2(task.Quantity / task.Count));
        }

        double start = task.WarmLambda > smallest ? task.WarmLambda - smallest : prepared.First / task.Count;
        double logLambda = Math.Log2(start);
        var newton = new BracketedNewton(double.NegativeInfinity, double.PositiveInfinity, FirstReach);
        int limit = b == null ? BracketedNewton.StepLimit : JointLimit;
        for (int pass = 1; pass <= limit && double.IsFinite(logLambda) && !task.Budget.Exhausted; pass++)
        {
            double lambda = Math.Pow(2, logLambda);
            Totals totals = b == null
                ? ChunkedPass.Run(new CurvePass<TLane, TBounds>(columns, bounds, x, weight, lambda), task.Count)
                : Composite<TLane, TBounds>(columns, bounds, logX, x, weight, lambda, task.Count);
            double gap = task.Quantity - totals.First, overshoot = b == null ? 0 : totals.OtherLargest;
            task.Log(totals.First);
            double step = Math.Log2(task.Quantity / totals.First) * totals.First / totals.Second;
            bool linear = Math.Abs(step) * PowerKernel.Ln2 * totals.Largest <= LinearReach, settled = overshoot <= LargestOvershoot;
            bool close = linear || Math.Abs(gap) <= PowerKernel.SumTolerance * task.Quantity || Math.Abs(step) <= PowerKernel.SmallestStep * Math.Abs(logLambda);
            if (close && settled && Spread<TLane, TBounds>(x, weight, bounds, task, gap, totals.Second))
                return new(smallest + (lambda * (1 + (gap / totals.Second))), pass, true);

            bool decided = gap > 0 || totals.First * (1 - overshoot) >= task.Quantity;
            double next = decided ? newton.Next(logLambda, gap > 0, step) : newton.Undecided(logLambda, step);
            if (next == logLambda && settled) return SolveStats.Failed(pass);
            logLambda = next;
        }

        return SolveStats.Failed(limit);
    }

    // in three, as one would be too much for the JIT to inline; the other largest value bounds what Σ x is too large by, as a part of it
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static Totals Composite<TLane, TBounds>(
        in CurveColumns columns, in TBounds bounds, double* logX, double* x, double* weight, double lambda, int count)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        ChunkedPass.Run(new LogRisePass<TLane>(columns.A, weight, lambda), count);
        Totals inverse = ChunkedPass.Run(new CompositeInversePass<TLane>(columns, logX, weight), count);
        Totals totals = ChunkedPass.Run(new CompositePass<TLane, TBounds>(columns.A, bounds, logX, x, weight, lambda), count);
        return totals with { OtherLargest = inverse.OtherLargest <= LargestBend ? inverse.Largest / 2 : 1 };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static bool Spread<TLane, TBounds>(double* x, double* weight, in TBounds bounds, in KernelTask task, double gap, double room)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        for (int spread = 0; spread < SpreadLimit; spread++)
        {
            if (Math.Abs(gap) <= PowerKernel.SumTolerance * task.Quantity) return true;
            if (!(room > 0)) return false;
            Totals totals = ChunkedPass.Run(new SpreadPass<TLane, TBounds>(x, weight, bounds, gap / room), task.Count);
            gap = task.Quantity - totals.First;
            room = totals.Second;
        }

        return Math.Abs(gap) <= PowerKernel.SumTolerance * task.Quantity;
    }
}
