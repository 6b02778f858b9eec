using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>
/// Prices of the continuous problem with one exponent 1 + h and a long horizon (Almgren, Appl. Math. Finance 10, 2003), which the first of them fixes:
/// <code>
/// p(t) = p₀ (1 + (1−h)/(1+h) t/T)^(−2h/(1−h)),   T = h p₀ / ((1+h) κ v S)
/// </code>
/// and what the periods trade at them: First is Σ x, Second Σ g x. A trajectory that ends (h &gt; 1) stays at a price above 0.
/// </summary>
/// <param name="columns">T, G and Time are read, Next and Price written.</param>
/// <param name="logFirst">log₂ p₀.</param>
/// <param name="pace">(1−h)/(1+h) / T, per period.</param>
/// <param name="power">−2h/(1−h).</param>
internal readonly unsafe struct TrajectoryPass<TLane>(PriceColumns columns, double logFirst, double pace, double power)
    : IPass<TLane, TrajectoryPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    private const double LeastBase = 1e-3;

    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, TrajectoryPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Exp2 = Exp2<TLane>.Load(),
        Log2 = Log2<TLane>.Load(),
        LogFirst = TLane.Create(logFirst),
        Pace = TLane.Create(pace),
        Power = TLane.Create(power),
        Least = TLane.Create(LeastBase),
        One = TLane.Create(1),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), g = part.Load(columns.G + index, zero);
        TLane shrunk = TLane.Max(registers.Least, TLane.MultiplyAdd(part.Load(columns.Time + index, zero), registers.Pace, registers.One));
        TLane logPrice = TLane.MultiplyAdd(registers.Power, registers.Log2.Of(shrunk), registers.LogFirst), price = registers.Exp2.Of(logPrice);
        TLane x = part.Keep(registers.Exp2.Of(g * (logPrice - part.Load(columns.T + index, zero))), zero);
        part.Store(price, columns.Next + index);
        part.Store(price, columns.Price + index);
        sums.First += x;
        sums.Second = TLane.MultiplyAdd(g, x, sums.Second);
    }

    public struct Registers
    {
        public Exp2<TLane> Exp2;
        public Log2<TLane> Log2;
        public TLane LogFirst;
        public TLane Pace;
        public TLane Power;
        public TLane Least;
        public TLane One;
    }
}

/// <summary>A <see cref="TrajectoryPass{TLane}"/> over all periods.</summary>
internal readonly struct TrajectoryCall(PriceColumns columns, double logFirst, double pace, double power, int periodCount) : ILaneCall<Totals>
{
    /// <inheritdoc/>
    public Totals With<TLane>()
        where TLane : struct, ILane<TLane> => new TrajectoryPass<TLane>(columns, logFirst, pace, power).Run(0, periodCount);
}
