using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>l_i ≤ x_i ≤ u_i, as the kernels see them.</summary>
/// <param name="lower">Floors; null: all 0.</param>
/// <param name="upper">Caps, +∞ allowed; null: none.</param>
/// <param name="ceiling">Finite cap of every period, so large that it binds in no schedule.</param>
internal readonly unsafe struct Bounds(double* lower, double* upper, double ceiling)
{
    /// <summary>Finite cap of every period, so large that it binds in no schedule.</summary>
    public double Ceiling => ceiling;

    /// <summary>The floors of the lane at <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Floor<TLane, TPart>(nint index, TPart part)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> =>
        lower == null ? TLane.Create(0) : part.Load(lower + index, TLane.Create(0));

    /// <summary>The finite caps of the lane at <paramref name="index"/>.</summary>
    /// <param name="index">First element.</param>
    /// <param name="part">How to reach it.</param>
    /// <param name="ceilings"><see cref="Ceiling"/> in every element.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Cap<TLane, TPart>(nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> =>
        upper == null ? ceilings : TLane.Min(part.Load(upper + index, ceilings), ceilings);

    /// <summary>The value within the bounds of the lane at <paramref name="index"/> that is nearest to <paramref name="value"/>.</summary>
    /// <param name="value">Not NaN.</param>
    /// <param name="index">First element.</param>
    /// <param name="part">How to reach it.</param>
    /// <param name="ceilings"><see cref="Ceiling"/> in every element.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Clamp<TLane, TPart>(TLane value, nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> =>
        TLane.Max(Floor<TLane, TPart>(index, part), TLane.Min(Cap(index, part, ceilings), value));

    /// <summary>Set where a value is strictly between the bounds of the lane at <paramref name="index"/>.</summary>
    /// <param name="value">Values.</param>
    /// <param name="index">First element.</param>
    /// <param name="part">How to reach it.</param>
    /// <param name="ceilings"><see cref="Ceiling"/> in every element.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane IsFree<TLane, TPart>(TLane value, nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> => TLane.Select(
            TLane.LessThan(value, Cap(index, part, ceilings)), TLane.LessThan(Floor<TLane, TPart>(index, part), value), TLane.Create(0));

    /// <summary>The value within the bounds of one period that is nearest to <paramref name="value"/>.</summary>
    public double Clamp(int period, double value) =>
        Math.Max(lower == null ? 0 : lower[period], Math.Min(upper == null ? ceiling : upper[period], value));
}
