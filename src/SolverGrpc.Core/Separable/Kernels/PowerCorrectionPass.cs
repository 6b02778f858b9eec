using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Moves log₂ λ by a small step δ without an exponential: x_i becomes x_i + x_i (exp e − 1), e = p_i δ ln 2, by <see cref="ExpSeries{TLane}"/>.
/// Sums Σ x and Σ p x.
/// </summary>
/// <param name="p">See <see cref="PowerPreparePass{TLane}"/>.</param>
/// <param name="x">Changed in place.</param>
/// <param name="step">δ ln 2.</param>
internal readonly unsafe struct PowerCorrectionPass<TLane>(double* p, double* x, double step) : IPass<TLane, PowerCorrectionPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, PowerCorrectionPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Series = ExpSeries<TLane>.Load(), Step = TLane.Create(step) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane inverse = part.Load(p + index, TLane.Create(0));
        TLane before = part.Load(x + index, TLane.Create(0));
        TLane value = TLane.MultiplyAdd(before, registers.Series.Of(registers.Step * inverse), before);
        part.Store(value, x + index);
        sums.First += value;
        sums.Second = TLane.MultiplyAdd(inverse, value, sums.Second);
    }

    public struct Registers
    {
        public ExpSeries<TLane> Series;
        public TLane Step;
    }
}
