using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>
/// x = C p − e at the prices of a sweep. The smallest values are those of x and of u − x, the largest is the largest |e| (next − p)² / (2 p (C p − e)): what the
/// marginal cost of a trade is wrong by, since the sweep has taken x(p) for linear.
/// </summary>
internal readonly unsafe struct LinearTradesPass<TLane>(PriceColumns columns) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 0;

    public static int RangeCount => 2;

    public static bool IsCompensated => false;

    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, LinearTradesPass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane one = TLane.Create(1), zero = TLane.Create(0), half = TLane.Create(0.5);
        TLane compliance = part.Load(columns.Compliance + index, one), next = part.Load(columns.Next + index, one);
        TLane offset = part.Load(columns.Offset + index, zero), before = part.Load(columns.Price + index, one), moved = next - before;
        TLane x = TLane.MultiplyAdd(compliance, next, zero - offset), from = TLane.MultiplyAdd(compliance, before, zero - offset);
        part.Store(x, columns.Trades + index);
        sums.Smallest = TLane.Min(sums.Smallest, x);
        sums.Largest = TLane.Max(sums.Largest, half * TLane.Abs(offset) * moved * moved / (before * from));
        sums.OtherSmallest = TLane.Min(sums.OtherSmallest, part.Load(columns.Upper + index, TLane.Create(double.PositiveInfinity)) - x);
    }
}

/// <summary>A <see cref="LinearTradesPass{TLane}"/> over all periods.</summary>
internal readonly struct LinearTradesCall(PriceColumns columns, int periodCount) : ILaneCall<Totals>
{
    /// <inheritdoc/>
    public Totals With<TLane>()
        where TLane : struct, ILane<TLane> => new LinearTradesPass<TLane>(columns).Run(0, periodCount);
}
