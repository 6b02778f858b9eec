using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>
/// Once per problem: t = log₂ f'(1) and g = 1/(d − 1) of costs that are b x² or c x^d. First is Σ log₂ f_i'(mean), Second Σ g; the range
/// is that of g.
/// </summary>
internal readonly unsafe struct PricePreparePass<TLane>(PriceColumns columns, double logMean) : IPass<TLane, PricePreparePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 2;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, PricePreparePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Log2 = Log2<TLane>.Load(), LogMean = TLane.Create(logMean), One = TLane.Create(1) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), one = registers.One, b = part.Load(columns.B + index, one), d = part.Load(columns.D + index, TLane.Create(2));
        TLane quadratic = TLane.LessThan(zero, b), slope = TLane.Select(quadratic, one, d - one);
        TLane t = registers.Log2.Of(TLane.Select(quadratic, b + b, part.Load(columns.C + index, one) * d)), g = one / slope;
        part.Store(t, columns.T + index);
        part.Store(g, columns.G + index);
        sums.First += part.Keep(TLane.MultiplyAdd(slope, registers.LogMean, t), zero);
        sums.Second += part.Keep(g, zero);
        sums.Smallest = TLane.Min(sums.Smallest, part.Keep(g, TLane.Create(double.PositiveInfinity)));
        sums.Largest = TLane.Max(sums.Largest, part.Keep(g, zero));
    }

    public struct Registers
    {
        public Log2<TLane> Log2;
        public TLane LogMean;
        public TLane One;
    }
}

/// <summary>A <see cref="PricePreparePass{TLane}"/> over all periods.</summary>
internal readonly struct PricePrepareCall(PriceColumns columns, double logMean, int periodCount) : ILaneCall<Totals>
{
    /// <inheritdoc/>
    public Totals With<TLane>()
        where TLane : struct, ILane<TLane> => new PricePreparePass<TLane>(columns, logMean).Run(0, periodCount);
}
