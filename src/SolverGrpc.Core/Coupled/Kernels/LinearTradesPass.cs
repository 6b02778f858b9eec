using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>
/// x = C p − e at the prices of a sweep. The smallest values are those of x and of u − x, the largest is the largest C |next − p| / x: by how much the sweep
/// has changed a trade, relative to itself.
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
        TLane one = TLane.Create(1), zero = TLane.Create(0);
        TLane compliance = part.Load(columns.Compliance + index, one), next = part.Load(columns.Next + index, one);
        TLane x = TLane.MultiplyAdd(compliance, next, zero - part.Load(columns.Offset + index, zero));
        part.Store(x, columns.Trades + index);
        sums.Smallest = TLane.Min(sums.Smallest, x);
        sums.Largest = TLane.Max(sums.Largest, compliance * TLane.Abs(next - part.Load(columns.Price + index, one)) / x);
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
