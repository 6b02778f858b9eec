using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>
/// Takes the prices that a sweep has found and linearises what the periods trade at them:
/// <code>
/// p = max(next, p / 10),   x = 2^(g (log₂ p − t)),   C = dx/dp = g x / p,   e = C p − x = (g − 1) x
/// </code>
/// The largest value is the largest g |next − p| / p: by how much a trade has changed, relative to itself.
/// </summary>
internal readonly unsafe struct ResponsePass<TLane>(PriceColumns columns) : IPass<TLane, ResponsePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    private const double LeastShrink = 0.1;

    public static int SumCount => 0;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, ResponsePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Exp2 = Exp2<TLane>.Load(),
        Log2 = Log2<TLane>.Load(),
        LeastShrink = TLane.Create(LeastShrink),
        One = TLane.Create(1),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane one = registers.One, before = part.Load(columns.Price + index, one), next = part.Load(columns.Next + index, one);
        TLane price = TLane.Max(registers.LeastShrink * before, next), g = part.Load(columns.G + index, one);
        TLane x = registers.Exp2.Of(g * (registers.Log2.Of(price) - part.Load(columns.T + index, one))), perPrice = g / price;
        part.Store(price, columns.Price + index);
        part.Store(perPrice * x, columns.Compliance + index);
        part.Store((g - one) * x, columns.Offset + index);
        sums.Largest = TLane.Max(sums.Largest, perPrice * TLane.Abs(next - before));
    }

    public struct Registers
    {
        public Exp2<TLane> Exp2;
        public Log2<TLane> Log2;
        public TLane LeastShrink;
        public TLane One;
    }
}

/// <summary>A <see cref="ResponsePass{TLane}"/> over all periods.</summary>
internal readonly struct ResponseCall(PriceColumns columns, int periodCount) : ILaneCall<Totals>
{
    /// <inheritdoc/>
    public Totals With<TLane>()
        where TLane : struct, ILane<TLane> => new ResponsePass<TLane>(columns).Run(0, periodCount);
}
