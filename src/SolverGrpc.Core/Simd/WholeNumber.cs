using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>Rounding of lanes to whole numbers.</summary>
internal static class WholeNumber
{
    /// <summary>Numbers of at most this size are rounded correctly.</summary>
    public const long Largest = 1L << 50;

    // beyond it neighbouring doubles are 1 apart
    private const double RoundToWhole = 3.0 * (1L << 51);

    /// <summary>The nearest whole number, the even one of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Nearest<TLane>(TLane value)
        where TLane : struct, ILane<TLane> => value + TLane.Create(RoundToWhole) - TLane.Create(RoundToWhole);

    /// <summary>⌊value⌋.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Floor<TLane>(TLane value)
        where TLane : struct, ILane<TLane>
    {
        TLane nearest = Nearest(value);
        return TLane.Select(TLane.LessThan(value, nearest), nearest - TLane.Create(1), nearest);
    }

    /// <summary>⌈value⌉.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Ceiling<TLane>(TLane value)
        where TLane : struct, ILane<TLane>
    {
        TLane nearest = Nearest(value);
        return TLane.Select(TLane.LessThan(nearest, value), nearest + TLane.Create(1), nearest);
    }
}
