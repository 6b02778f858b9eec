using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Costs;

/// <summary>
/// What whole lots cost beside their spread: F(k) = b y² + c y^d at y = k lots and the odd units on top. (a y is left out: a lot more costs a more, and
/// not the difference of two large numbers.)
/// </summary>
/// <param name="curves">a, b, c, d.</param>
/// <param name="lots">k, whole numbers.</param>
/// <param name="size">The lot.</param>
/// <param name="cost">Written.</param>
internal readonly unsafe struct LotCostPass<TLane>(CurvePointers curves, double* lots, LotSize size, double* cost)
    : IPass<TLane, LotCostPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, LotCostPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Power = Power<TLane>.Load(),
        Units = TLane.Create(size.Units),
        Odd = TLane.Create(size.OddUnits),
        Unit = TLane.Create(size.Unit),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0);
        TLane y = TLane.MultiplyAdd(part.Load(lots + index, zero), registers.Units, registers.Odd) * registers.Unit;
        TLane power = registers.Power.Of(y, part.Load(curves.D + index, registers.Unit));
        TLane square = part.Load(curves.B + index, zero) * y * y;
        part.Store(TLane.MultiplyAdd(part.Load(curves.C + index, zero), power, square), cost + index);
    }

    public struct Registers
    {
        public Power<TLane> Power;
        public TLane Units;
        public TLane Odd;
        public TLane Unit;
    }
}

/// <summary>The columns of curves.</summary>
internal readonly unsafe struct CurvePointers(double* a, double* b, double* c, double* d)
{
    public readonly double* A = a;
    public readonly double* B = b;
    public readonly double* C = c;
    public readonly double* D = d;
}

/// <summary>How lots are counted: shares = (lots · units + odd units) · unit.</summary>
/// <param name="Units">Units in a lot.</param>
/// <param name="OddUnits">Units on top.</param>
/// <param name="Unit">Shares in a unit.</param>
internal readonly record struct LotSize(double Units, double OddUnits, double Unit);
