using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// x_i = 2^(p_i (L − t_i)) at log₂ λ = L without bounds, and the first moments of p under x: Σ x, Σ p x, Σ p² x, Σ p³ x.
/// </summary>
/// <param name="t">See <see cref="PowerPreparePass{TLane}"/>.</param>
/// <param name="p">See <see cref="PowerPreparePass{TLane}"/>.</param>
/// <param name="x">Written, unless null.</param>
/// <param name="logLambda">L.</param>
internal readonly unsafe struct PowerPass<TLane>(double* t, double* p, double* x, double logLambda) : IPass<TLane, PowerPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 4;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, PowerPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Exp2 = Exp2<TLane>.Load(), LogLambda = TLane.Create(logLambda) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane inverse = part.Load(p + index, TLane.Create(0));
        TLane logX = inverse * (registers.LogLambda - part.Load(t + index, TLane.Create(0)));
        TLane value = part.Keep(registers.Exp2.OfFinite(logX), TLane.Create(0));
        if (x != null) part.Store(value, x + index);
        TLane moment = inverse * value;
        sums.First += value;
        sums.Second += moment;
        TLane secondMoment = moment * inverse;
        sums.Third += secondMoment;
        sums.Fourth = TLane.MultiplyAdd(secondMoment, inverse, sums.Fourth);
    }

    public struct Registers
    {
        public Exp2<TLane> Exp2;
        public TLane LogLambda;
    }
}
