using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>Σ x_i in working precision; error of about √(N / 2 lanes) ulp.</summary>
internal readonly unsafe struct SumPass<TLane>(double* x) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 1;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, SumPass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane> => sums.First += part.Load(x + index, TLane.Create(0));
}

/// <summary>
/// Σ x_i in twice the working precision: the error of every addition is found by TwoSum (Knuth, TAOCP 2, 4.2.2) and added up
/// apart. First is the sum, Second what it lacks.
/// </summary>
internal readonly unsafe struct CompensatedSumPass<TLane>(double* x) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, CompensatedSumPass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane> => sums.AddCompensated(part.Load(x + index, TLane.Create(0)));
}

/// <summary>The smallest and the largest x_i; ±∞ of nothing. Elements must not be NaN.</summary>
internal readonly unsafe struct RangePass<TLane>(double* x) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 0;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, RangePass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        sums.Smallest = TLane.Min(sums.Smallest, part.Load(x + index, TLane.Create(double.PositiveInfinity)));
        sums.Largest = TLane.Max(sums.Largest, part.Load(x + index, TLane.Create(double.NegativeInfinity)));
    }
}

/// <summary>The smallest and the largest element of four columns, one each. Elements must not be NaN.</summary>
internal readonly unsafe struct RangesPass<TLane>(double* smallest, double* largest, double* otherSmallest, double* otherLargest) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 0;

    public static int RangeCount => 2;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, RangesPass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane most = TLane.Create(double.PositiveInfinity), least = TLane.Create(double.NegativeInfinity);
        sums.Smallest = TLane.Min(sums.Smallest, part.Load(smallest + index, most));
        sums.Largest = TLane.Max(sums.Largest, part.Load(largest + index, least));
        sums.OtherSmallest = TLane.Min(sums.OtherSmallest, part.Load(otherSmallest + index, most));
        sums.OtherLargest = TLane.Max(sums.OtherLargest, part.Load(otherLargest + index, least));
    }
}

/// <summary>For passes that keep nothing in registers.</summary>
internal readonly struct NoRegisters;
