using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// minimise Σ a_i x_i + b_i x_i² subject to Σ x_i = S, l_i ≤ x_i ≤ u_i, with b_i &gt; 0: the root of φ(λ) = Σ clamp((λ − a_i) w_i, l_i, u_i) − S,
/// w_i = 1/(2 b_i), which is piecewise linear and non-decreasing.
/// </summary>
/// <remarks>
/// Start where no bound would bind, λ₀ = (S + Σ a w) / Σ w. With floors only φ is convex and λ₀ is to the right of the root, from where
/// Newton's steps fall on it and end after finitely many. Caps bend φ the other way: the bracket of
/// <see cref="BracketedNewton"/>, as in Cominetti, Mascarenhas and Silva, Math. Prog. Comp. 6 (2014).
/// </remarks>
internal static unsafe class QuadraticKernel
{

    // for the step below the last digit of λ, which is not repeated
    private const double LastTolerance = 1e-13;

    /// <summary>Solves; x need not be initialised.</summary>
    /// <param name="a">Linear costs.</param>
    /// <param name="b">Coefficients &gt; 0.</param>
    /// <param name="bounds">Bounds that leave room: Σ l &lt; S &lt; Σ u.</param>
    /// <param name="x">The answer.</param>
    /// <param name="task">N, S and the rest.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static SolveStats Solve<TLane, TBounds>(
        double* a, double* b, in TBounds bounds, double* x, in KernelTask task)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        double* w = task.Column();
        Totals prepared = ChunkedPass.Run(new QuadraticPreparePass<TLane, TBounds>(a, b, bounds, w), task.Count);
        double start = double.IsNaN(task.WarmLambda) ? (task.Quantity + prepared.Second) / prepared.First : task.WarmLambda;
        var newton = new BracketedNewton(prepared.Smallest, prepared.Largest, prepared.Largest - prepared.Smallest);
        return Root<TLane, TBounds>(a, w, bounds, x, task, Math.Clamp(start, prepared.Smallest, prepared.Largest), newton, BracketedNewton.StepLimit);
    }

    /// <summary>The root of φ for given w, if <paramref name="passLimit"/> passes find it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static SolveStats Root<TLane, TBounds>(
        double* a, double* w, in TBounds bounds, double* x, in KernelTask task, double start, BracketedNewton newton, int passLimit)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        double lambda = start;
        for (int pass = 1; pass <= passLimit && !task.Budget.Exhausted; pass++)
        {
            Totals totals = ChunkedPass.Run(new QuadraticPass<TLane, TBounds>(a, w, bounds, x, lambda), task.Count);
            double gap = task.Quantity - totals.First;
            task.Log(totals.First);
            if (Math.Abs(gap) <= PowerKernel.SumTolerance * task.Quantity) return new(lambda, pass, true);
            double step = gap / totals.Second, next = newton.Next(lambda, gap > 0, step);
            if (!double.IsFinite(next)) return SolveStats.Failed(pass);
            if (next == lambda || lambda + step == lambda)
            {
                totals = ChunkedPass.Run(new SpreadPass<TLane, TBounds>(x, w, bounds, double.IsFinite(step) ? step : 0), task.Count);
                return new(lambda, pass + 1, Math.Abs(task.Quantity - totals.First) <= LastTolerance * task.Quantity);
            }

            lambda = next;
        }

        return SolveStats.Failed(passLimit);
    }
}
