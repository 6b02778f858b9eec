using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// How far below f_i(p_i) − λ p_i the minimum over l_i ≤ y ≤ u_i of f_i(y) − λ y can lie, summed up, for curves f = a x + b x² + c x^d with
/// d &gt; 1: First is that sum, Second Σ |a| p + b p² + c p^d, Third what rounding can have done to Σ f_i(p_i). The largest value is the
/// largest f' − λ where p may fall, the smallest one the smallest where p may rise, and the other smallest one the smallest power of p &gt; 0.
/// </summary>
/// <remarks>
/// With m = f'(p), v = m − λ as computed, ε a bound of its error and w = |v| + ε:
/// 1. f(y) − λ y lies above its tangent at p, which falls by max((ε − v)⁺ (u − p), (v + ε)⁺ (p − l)) at most.
/// 2. Where f' rises enough, the tangent is not followed that far. Let κ = p f''(p) = 2 b p + c d (d−1) p^(d−1), η = 3 w / κ and
///    η d ≤ 1. Then f'(p (1 + η)) ≥ m + η κ / 2 &gt; λ and f'(p (1 − η)) ≤ m − η κ / 2 &lt; λ: because (1 + η)^q ≥ 1 + q η / 2 and
///    (1 − η)^q ≤ 1 − q η / 2 for q = d − 1 and 0 ≤ η d ≤ 1. So the minimum is within η p of p, and the tangent falls by w η p at most.
/// The smaller of the two counts. ε covers the error that <see cref="Power{TLane}"/> states and the roundings of the sum:
/// (4 + d) · 2^-52 (|a| + 2 b p + c d p^(d−1) + |λ|), and 0 where only a is left.
/// </remarks>
internal readonly unsafe struct CurveDualPass<TLane>(CurveDualColumns columns, double lambda, double free) : IPass<TLane, CurveDualPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 3;

    public static int RangeCount => 2;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, CurveDualPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Lambda = TLane.Create(lambda),
        Free = TLane.Create(free),
        Size = TLane.Create(Math.Abs(lambda)),
        One = TLane.Create(1),
        Infinity = TLane.Create(double.PositiveInfinity),
        Unit = TLane.Create(CurveDual.Unit),
        ConstantUnits = TLane.Create(CurveDual.ErrorUnits * CurveDual.Unit),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0);
        TLane p = part.Load(columns.Anchor + index, zero), d = part.Load(columns.D + index, registers.One), slope = d - registers.One;
        TLane a = part.Load(columns.A + index, registers.Lambda), bp = part.Load(columns.B + index, zero) * p;
        TLane power = part.Load(columns.Powers + index, zero);
        TLane cPower = part.Load(columns.C + index, zero) * power, dPower = d * cPower;
        TLane quadratic = bp + bp, curved = quadratic + dPower, bend = TLane.MultiplyAdd(slope, dPower, quadratic);
        TLane off = a + curved - registers.Lambda, linear = TLane.Abs(a);

        TLane size = (linear + bp + cPower) * p;
        TLane accuracy = TLane.MultiplyAdd(d, registers.Unit, registers.ConstantUnits);
        TLane error = TLane.Select(TLane.LessThan(zero, curved), accuracy * (linear + curved + registers.Size), zero);

        TLane floor = part.Load(columns.Lower + index, zero), lower = TLane.Min(p, floor);
        TLane upper = TLane.Max(p, TLane.Min(part.Load(columns.Upper + index, zero), floor + registers.Free));
        TLane up = TLane.Max(zero, error - off) * (upper - p), down = TLane.Max(zero, error + off) * (p - lower);
        TLane width = TLane.Abs(off) + error, reach = TLane.Create(3) * width / bend;
        TLane near = TLane.Select(TLane.LessThan(reach * d, registers.One), width * reach * p, registers.Infinity);
        sums.First += part.Keep(TLane.Min(near, TLane.Max(up, down)), zero);
        sums.Second += size;
        sums.Third = TLane.MultiplyAdd(accuracy, size, sums.Third);
        sums.Largest = TLane.Max(sums.Largest, TLane.Select(TLane.LessThan(lower, p), off, zero));
        sums.Smallest = TLane.Min(sums.Smallest, part.Keep(TLane.Select(TLane.LessThan(p, upper), off, zero), zero));
        sums.OtherSmallest = TLane.Min(sums.OtherSmallest, TLane.Select(TLane.LessThan(zero, p), power, registers.One));
    }

    public struct Registers
    {
        public TLane Lambda;
        public TLane Free;
        public TLane Size;
        public TLane One;
        public TLane Infinity;
        public TLane Unit;
        public TLane ConstantUnits;
    }
}

/// <summary>The columns of a problem, the anchor p, and p^(d−1) by <see cref="Power{TLane}"/>.</summary>
internal readonly unsafe struct CurveDualColumns(double* a, double* b, double* c, double* d, double* lower, double* upper, double* anchor, double* powers)
{
    public readonly double* A = a;
    public readonly double* B = b;
    public readonly double* C = c;
    public readonly double* D = d;
    public readonly double* Lower = lower;
    public readonly double* Upper = upper;
    public readonly double* Anchor = anchor;
    public readonly double* Powers = powers;
}
