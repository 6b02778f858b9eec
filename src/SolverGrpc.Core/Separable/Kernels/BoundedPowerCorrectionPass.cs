using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Moves log₂ λ by δ from where y was computed: y_i becomes y_i 2^(p_i δ), x_i = clamp(y_i, l_i, u_i). By series if that is
/// exact enough (<see cref="PowerCorrectionPass{TLane}.Reach"/>), else by exponential. Sums as in <see cref="BoundedPowerPass{TLane}"/>.
/// </summary>
/// <param name="p">See <see cref="PowerPreparePass{TLane}"/>.</param>
/// <param name="bounds">Bounds.</param>
/// <param name="y">Changed in place.</param>
/// <param name="x">Written.</param>
/// <param name="step">δ.</param>
/// <param name="bySeries">|p_i δ ln 2| is within reach for all i.</param>
internal readonly unsafe struct BoundedPowerCorrectionPass<TLane>(double* p, Bounds bounds, double* y, double* x, double step, bool bySeries)
    : IPass<TLane, BoundedPowerCorrectionPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, BoundedPowerCorrectionPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Exp2 = Exp2<TLane>.Load(),
        Step = TLane.Create(step),
        NaturalStep = TLane.Create(step * PowerKernel.Ln2),
        Ceiling = TLane.Create(bounds.Ceiling),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane inverse = part.Load(p + index, TLane.Create(0));
        TLane factor = bySeries
            ? TLane.Create(1) + PowerCorrectionPass<TLane>.Series(registers.NaturalStep * inverse)
            : registers.Exp2.OfFinite(registers.Step * inverse);
        TLane wish = part.Load(y + index, TLane.Create(0)) * factor;
        part.Store(wish, y + index);
        TLane value = bounds.Clamp(wish, index, part, registers.Ceiling);
        part.Store(value, x + index);
        sums.First += part.Keep(value, TLane.Create(0));
        sums.Second += TLane.Select(TLane.Equal(value, wish), part.Keep(inverse * wish, TLane.Create(0)), TLane.Create(0));
    }

    public struct Registers
    {
        public Exp2<TLane> Exp2;
        public TLane Step;
        public TLane NaturalStep;
        public TLane Ceiling;
    }
}
