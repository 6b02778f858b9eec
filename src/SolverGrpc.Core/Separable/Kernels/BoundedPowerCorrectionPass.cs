using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Moves log₂ λ by a small δ from where y was computed, by <see cref="ExpSeries{TLane}"/>: y_i becomes y_i 2^(p_i δ),
/// x_i = clamp(y_i, l_i, u_i). Sums as in <see cref="BoundedPowerPass{TLane, TBounds}"/>.
/// </summary>
/// <param name="p">See <see cref="PowerPreparePass{TLane}"/>.</param>
/// <param name="bounds">Bounds.</param>
/// <param name="y">Changed in place.</param>
/// <param name="x">Written.</param>
/// <param name="step">δ ln 2.</param>
internal readonly unsafe struct BoundedPowerCorrectionPass<TLane, TBounds>(double* p, TBounds bounds, double* y, double* x, double step)
    : IPass<TLane, BoundedPowerCorrectionPass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, BoundedPowerCorrectionPass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Series = ExpSeries<TLane>.Load(),
        One = TLane.Create(1),
        Step = TLane.Create(step),
        Ceiling = TLane.Create(bounds.Ceiling),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane inverse = part.Load(p + index, TLane.Create(0));
        TLane factor = registers.One + registers.Series.Of(registers.Step * inverse);
        TLane wish = part.Load(y + index, TLane.Create(0)) * factor;
        part.Store(wish, y + index);
        TLane value = bounds.Clamp(wish, index, part, registers.Ceiling);
        part.Store(value, x + index);
        sums.First += part.Keep(value, TLane.Create(0));
        sums.Second = TLane.AddWhereEqual(sums.Second, value, wish, part.Keep(inverse * wish, TLane.Create(0)));
    }

    public struct Registers
    {
        public ExpSeries<TLane> Series;
        public TLane One;
        public TLane Step;
        public TLane Ceiling;
    }
}
