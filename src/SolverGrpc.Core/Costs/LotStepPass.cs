using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Costs;

/// <summary>
/// What two lots less … two more cost than k lots: F(k + j) − F(k) for j = −2, −1, 1, 2, F as in <see cref="LotCostPass{TLane}"/>, where k is large
/// enough for a series. First is the number of other periods, in which lots are few; their differences are left to <see cref="FewLotsPass{TLane}"/>.
/// </summary>
/// <remarks>
/// With h one lot and w = j h / y, F(k + j) − F(k) = b j h (2 y + j h) + c y^d ((1 + w)^d − 1), and (1 + w)^d − 1 = C₁ w + C₂ w² + …, C_i = C_{i−1} (d − i + 1) / i. Nine
/// terms are taken, at |w| d ≤ 2^-6: since |d − i| ≤ i d the tenth is below (|w| d)⁹ C₁ w / 10, so that less than 2^-57 of the sum is left out. No
/// digits are lost as in a difference of two costs: its error is below (6 + 2 d) · 2^-52 of itself, that of c y^d among them, which is taken
/// from F by b y² and so may be off by the last digit of F.
/// </remarks>
internal readonly unsafe struct LotStepPass<TLane>(CurvePointers curves, LotCostColumns columns, LotSize size) : IPass<TLane, LotStepPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    // 2 h d / y ≤ 2^-6
    private const double Reach = 128;

    public static int SumCount => 1;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    /// <summary>Set where k lots, or what they cost, are beyond the series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane AreFew(TLane y, TLane lot, TLane d, TLane cost)
    {
        TLane few = TLane.LessThan(y, Limit(lot, d));
        return TLane.Select(TLane.LessThan(cost, TLane.Create(double.PositiveInfinity)), few, TLane.Equal(lot, lot));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, LotStepPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Units = TLane.Create(size.Units),
        Odd = TLane.Create(size.OddUnits),
        Unit = TLane.Create(size.Unit),
        Lot = TLane.Create(size.Units * size.Unit),
        One = TLane.Create(1),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), one = registers.One, lot = registers.Lot;
        TLane y = TLane.MultiplyAdd(part.Load(columns.Lots + index, zero), registers.Units, registers.Odd) * registers.Unit;
        TLane b = part.Load(curves.B + index, zero), d = part.Load(curves.D + index, one), cost = part.Load(columns.Own + index, zero);
        sums.First += part.Keep(TLane.Select(AreFew(y, lot, d, cost), one, zero), zero);

        TLane c2 = d * (d - one) * TLane.Create(1 / 2.0), c3 = c2 * (d - TLane.Create(2)) * TLane.Create(1 / 3.0);
        TLane c4 = c3 * (d - TLane.Create(3)) * TLane.Create(1 / 4.0), c5 = c4 * (d - TLane.Create(4)) * TLane.Create(1 / 5.0);
        TLane c6 = c5 * (d - TLane.Create(5)) * TLane.Create(1 / 6.0), c7 = c6 * (d - TLane.Create(6)) * TLane.Create(1 / 7.0);
        TLane c8 = c7 * (d - TLane.Create(7)) * TLane.Create(1 / 8.0), c9 = c8 * (d - TLane.Create(8)) * TLane.Create(1 / 9.0);

        // odd and even terms, for one lot and for two
        TLane w = lot / TLane.Max(y, Limit(lot, d)), w2 = w * w, v2 = w2 * TLane.Create(4);
        TLane odd = TLane.MultiplyAdd(TLane.MultiplyAdd(TLane.MultiplyAdd(TLane.MultiplyAdd(c9, w2, c7), w2, c5), w2, c3), w2, d) * w;
        TLane oddOfTwo = TLane.MultiplyAdd(TLane.MultiplyAdd(TLane.MultiplyAdd(TLane.MultiplyAdd(c9, v2, c7), v2, c5), v2, c3), v2, d) * (w + w);
        TLane even = TLane.MultiplyAdd(TLane.MultiplyAdd(TLane.MultiplyAdd(c8, w2, c6), w2, c4), w2, c2) * w2;
        TLane evenOfTwo = TLane.MultiplyAdd(TLane.MultiplyAdd(TLane.MultiplyAdd(c8, v2, c6), v2, c4), v2, c2) * v2;

        TLane slope = b * lot * (y + y), bend = b * lot * lot, power = cost - (b * y * y);
        TLane twoLess = TLane.MultiplyAdd(power, evenOfTwo - oddOfTwo, (bend * TLane.Create(4)) - (slope + slope));
        if (columns.TwoLess != null) part.Store(twoLess, columns.TwoLess + index);
        part.Store(TLane.MultiplyAdd(power, even - odd, bend - slope), columns.OneLess + index);
        part.Store(TLane.MultiplyAdd(power, even + odd, bend + slope), columns.OneMore + index);
        part.Store(TLane.MultiplyAdd(power, evenOfTwo + oddOfTwo, (bend * TLane.Create(4)) + slope + slope), columns.TwoMore + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Limit(TLane lot, TLane d) => lot * TLane.Create(Reach) * TLane.Max(TLane.Create(1), d);

    public struct Registers
    {
        public TLane Units;
        public TLane Odd;
        public TLane Unit;
        public TLane Lot;
        public TLane One;
    }
}
