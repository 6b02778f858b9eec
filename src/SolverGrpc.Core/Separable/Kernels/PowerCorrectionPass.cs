using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Moves log₂ λ by a small step δ without an exponential: x_i becomes x_i (1 + e + e²/2 + e³/6), e = p_i δ ln 2. For
/// |e| ≤ 2^-12 the series is cut off below 1e-16. Sums Σ x and Σ p x.
/// </summary>
/// <param name="p">See <see cref="PowerPreparePass{TLane}"/>.</param>
/// <param name="x">Changed in place.</param>
/// <param name="step">δ ln 2.</param>
internal readonly unsafe struct PowerCorrectionPass<TLane>(double* p, double* x, double step) : IPass<TLane, PowerCorrectionPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    /// <summary>Largest |e| the series is good for.</summary>
    public const double Reach = 1.0 / 4096;

    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, PowerCorrectionPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Step = TLane.Create(step) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane inverse = part.Load(p + index, TLane.Create(0));
        TLane before = part.Load(x + index, TLane.Create(0));
        TLane value = TLane.MultiplyAdd(before, Series(registers.Step * inverse), before);
        part.Store(value, x + index);
        sums.First += value;
        sums.Second = TLane.MultiplyAdd(inverse, value, sums.Second);
    }

    /// <summary>e + e²/2 + e³/6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Series(TLane e)
    {
        TLane half = TLane.MultiplyAdd(e, TLane.Create(1.0 / 6), TLane.Create(0.5));
        return TLane.MultiplyAdd(e * e, half, e);
    }

    public struct Registers
    {
        public TLane Step;
    }
}
