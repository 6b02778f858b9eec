using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>l_i ≤ x_i ≤ u_i as the kernels see them. What a problem does not have is a type that does nothing, not a column of ∞.</summary>
internal interface IBounds
{
    /// <summary>Finite cap of every period, so large that it binds in no schedule.</summary>
    double Ceiling { get; }

    /// <summary>The floors of the lane at <paramref name="index"/>.</summary>
    TLane Floor<TLane, TPart>(nint index, TPart part)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane>;

    /// <summary>The finite caps of the lane at <paramref name="index"/>; <paramref name="ceilings"/> is <see cref="Ceiling"/> in every element.</summary>
    TLane Cap<TLane, TPart>(nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane>;

    /// <summary>
    /// The value within the bounds of the lane at <paramref name="index"/> that is nearest to <paramref name="value"/>, not NaN; finite if
    /// there are caps.
    /// </summary>
    TLane Clamp<TLane, TPart>(TLane value, nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane>;

    /// <summary>The value within the bounds of one period that is nearest to <paramref name="value"/>.</summary>
    double Clamp(int period, double value);
}

/// <summary>x_i ≥ 0 and nothing else.</summary>
internal readonly struct NoBounds(double ceiling) : IBounds
{
    public double Ceiling => ceiling;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Floor<TLane, TPart>(nint index, TPart part)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> => TLane.Create(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Cap<TLane, TPart>(nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> => ceilings;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Clamp<TLane, TPart>(TLane value, nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> =>
        TLane.Max(TLane.Create(0), value);

    public double Clamp(int period, double value) => Math.Clamp(value, 0, ceiling);
}

/// <summary>0 ≤ x_i ≤ u_i.</summary>
/// <param name="upper">u_i, +∞ allowed.</param>
/// <param name="ceiling">See <see cref="IBounds.Ceiling"/>.</param>
internal readonly unsafe struct Caps(double* upper, double ceiling) : IBounds
{
    public double Ceiling => ceiling;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Floor<TLane, TPart>(nint index, TPart part)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> => TLane.Create(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Cap<TLane, TPart>(nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> => TLane.Min(ceilings, part.Load(upper + index, ceilings));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Clamp<TLane, TPart>(TLane value, nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> =>
        TLane.Max(TLane.Create(0), TLane.Min(Cap(index, part, ceilings), value));

    public double Clamp(int period, double value) => Math.Clamp(value, 0, Math.Min(ceiling, upper[period]));
}

/// <summary>l_i ≤ x_i ≤ u_i.</summary>
/// <param name="lower">l_i.</param>
/// <param name="upper">u_i, +∞ allowed.</param>
/// <param name="ceiling">See <see cref="IBounds.Ceiling"/>.</param>
internal readonly unsafe struct FloorsAndCaps(double* lower, double* upper, double ceiling) : IBounds
{
    public double Ceiling => ceiling;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Floor<TLane, TPart>(nint index, TPart part)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> => part.Load(lower + index, TLane.Create(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Cap<TLane, TPart>(nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> => TLane.Min(ceilings, part.Load(upper + index, ceilings));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Clamp<TLane, TPart>(TLane value, nint index, TPart part, TLane ceilings)
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> =>
        TLane.Max(Floor<TLane, TPart>(index, part), TLane.Min(Cap(index, part, ceilings), value));

    public double Clamp(int period, double value) => Math.Clamp(value, lower[period], Math.Min(ceiling, upper[period]));
}

/// <summary>What follows from bounds of any kind.</summary>
internal static class BoundsExtensions
{
    /// <summary>Set where a value is strictly between the bounds of the lane at <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane IsFree<TBounds, TLane, TPart>(this TBounds bounds, TLane value, nint index, TPart part, TLane ceilings)
        where TBounds : struct, IBounds
        where TLane : struct, ILane<TLane>
        where TPart : struct, ILanePart<TLane> => TLane.Select(
            TLane.LessThan(value, bounds.Cap(index, part, ceilings)), TLane.LessThan(bounds.Floor<TLane, TPart>(index, part), value), TLane.Create(0));
}
