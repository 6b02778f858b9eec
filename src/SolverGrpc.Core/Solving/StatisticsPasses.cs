using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Solving;

/// <summary>Σ x in twice the working precision, Third: how many x are positive, and the smallest and largest x.</summary>
internal readonly unsafe struct ExtentPass<TLane>(double* x) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 3;

    public static int RangeCount => 1;

    public static bool IsCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, ExtentPass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), value = part.Load(x + index, zero);
        sums.AddCompensated(value);
        sums.Third += TLane.Select(TLane.LessThan(zero, value), TLane.Create(1), zero);
        sums.Smallest = TLane.Min(sums.Smallest, part.Keep(value, TLane.Create(double.PositiveInfinity)));
        sums.Largest = TLane.Max(sums.Largest, value);
    }
}

/// <summary>Σ (x − mean)² and Σ x²/S².</summary>
internal readonly unsafe struct SpreadOfSchedulePass<TLane>(double* x, double mean, double inverseSum) : IPass<TLane, SpreadOfSchedulePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, SpreadOfSchedulePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Mean = TLane.Create(mean), InverseSum = TLane.Create(inverseSum) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane value = part.Load(x + index, registers.Mean), off = value - registers.Mean;
        TLane share = part.Keep(value * registers.InverseSum, TLane.Create(0));
        sums.First = TLane.MultiplyAdd(off, off, sums.First);
        sums.Second = TLane.MultiplyAdd(share, share, sums.Second);
    }

    public struct Registers
    {
        public TLane Mean;
        public TLane InverseSum;
    }
}

/// <summary>
/// Of the x above a threshold the sum in twice the working precision, the number (Third) and the smallest one; of the others the largest.
/// </summary>
internal readonly unsafe struct ThresholdPass<TLane>(double* x, double threshold) : IPass<TLane, ThresholdPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 3;

    public static int RangeCount => 1;

    public static bool IsCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, ThresholdPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Threshold = TLane.Create(threshold) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane least = TLane.Create(double.NegativeInfinity), value = part.Load(x + index, least);
        TLane above = TLane.LessThan(registers.Threshold, value);
        sums.AddCompensated(TLane.Select(above, value, TLane.Create(0)));
        sums.Third += TLane.Select(above, TLane.Create(1), TLane.Create(0));
        sums.Smallest = TLane.Min(sums.Smallest, TLane.Select(above, value, TLane.Create(double.PositiveInfinity)));
        sums.Largest = TLane.Max(sums.Largest, TLane.Select(above, least, value));
    }

    public struct Registers
    {
        public TLane Threshold;
    }
}
