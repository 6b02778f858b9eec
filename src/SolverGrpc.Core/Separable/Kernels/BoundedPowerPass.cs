using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// y_i = 2^(p_i (L − t_i)) at log₂ λ = L, where period i would like to be, and what the bounds leave of it, x_i = clamp(y_i, l_i, u_i).
/// First is Σ x; Second is Σ p y over the periods strictly between their bounds: d log₂ Σx / dL = Second / First.
/// </summary>
/// <param name="t">See <see cref="PowerPreparePass{TLane}"/>.</param>
/// <param name="p">See <see cref="PowerPreparePass{TLane}"/>.</param>
/// <param name="bounds">Bounds.</param>
/// <param name="y">Written; may exceed every bound and be infinite.</param>
/// <param name="logLambda">L.</param>
internal readonly unsafe struct BoundedPowerPass<TLane, TBounds>(double* t, double* p, TBounds bounds, double* y, double logLambda)
    : IPass<TLane, BoundedPowerPass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, BoundedPowerPass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Exp2 = Exp2<TLane>.Load(), LogLambda = TLane.Create(logLambda), Ceiling = TLane.Create(bounds.Ceiling) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane inverse = part.Load(p + index, TLane.Create(0));
        TLane wish = registers.Exp2.OfFinite(inverse * (registers.LogLambda - part.Load(t + index, TLane.Create(0))));
        part.Store(wish, y + index);
        TLane value = bounds.Clamp(wish, index, part, registers.Ceiling);
        sums.First += part.Keep(value, TLane.Create(0));
        sums.Second = TLane.AddWhereEqual(sums.Second, value, wish, part.Keep(inverse * wish, TLane.Create(0)));
    }

    public struct Registers
    {
        public Exp2<TLane> Exp2;
        public TLane LogLambda;
        public TLane Ceiling;
    }
}
