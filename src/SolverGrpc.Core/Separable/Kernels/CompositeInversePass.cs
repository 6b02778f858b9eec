using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// One Newton step towards the y_i with f_i'(y_i) = λ for curves with b, in log₂ space: v_i = log₂ y_i, and its elasticity dv/dr,
/// r = log₂(λ − a). The step ends above; with m = max(1, |d − 2|), the largest values are those of m s² and of m |s|, s the length of the step.
/// </summary>
/// <remarks>
/// G(v) = log₂(2 b 2^v + c d 2^(q v)) = r, q = d − 1. G is convex with slopes between 1 and q, and exceeds the larger of its two lines
/// by at most 1: the root is below where those reach r, by max(1, 1/q) at most. So a step may start anywhere between, and by convexity ends
/// above the root. With w the share of 2 b 2^v, G' = w + q (1 − w) and G'' = ln 2 · w (1 − w) (1 − q)² ≤ ln 2 · m G'. Hence G' and the bound of
/// G'' change by 2^(m δ) at most over a distance δ, and a step with m |s| ≤ 1/8 ends within m s² / 2 of the root
/// (<see cref="CurveKernel"/> relies on it).
/// </remarks>
/// <param name="columns">Prepared columns.</param>
/// <param name="v">Changed.</param>
/// <param name="elasticity">r on entry (<see cref="LogRisePass{TLane}"/>), dv/dr afterwards.</param>
internal readonly unsafe struct CompositeInversePass<TLane>(CurveColumns columns, double* v, double* elasticity)
    : IPass<TLane, CompositeInversePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    // below it 2^v is 0, and v may be far out where λ ≤ a
    private const double LeastLogarithm = -1200;

    public static int SumCount => 0;

    public static int RangeCount => 2;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, CompositeInversePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Log2 = Log2<TLane>.Load(), Exp2 = Exp2<TLane>.Load(), One = TLane.Create(1) };

    // a method of its own: within the loop it is beyond what the JIT inlines, which on narrow lanes made it seven times slower
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), one = registers.One;
        TLane logRise = part.Load(elasticity + index, zero), logPower = part.Load(columns.LogPower + index, zero);
        TLane logQuadratic = part.Load(columns.LogQuadratic + index, zero);
        TLane slope = part.Load(columns.Slope + index, one), inverse = part.Load(columns.Inverse + index, one);
        TLane highest = TLane.Min(inverse * (logRise - logPower), logRise - logQuadratic);
        TLane look = TLane.Max(highest - TLane.Max(one, inverse), TLane.Min(highest, part.Load(v + index, zero)));

        TLane quadratic = logQuadratic + look, power = TLane.MultiplyAdd(slope, look, logPower);
        TLane larger = TLane.Max(quadratic, power), both = one + registers.Exp2.Of(TLane.Min(quadratic, power) - larger);
        TLane excess = larger + registers.Log2.Of(both) - logRise;
        TLane quadraticFirst = TLane.LessThan(power, quadratic), least = TLane.Select(quadraticFirst, slope, one);
        TLane most = TLane.Select(quadraticFirst, one, slope);
        TLane own = both / TLane.MultiplyAdd(both - one, least, most);
        TLane next = TLane.Min(highest, look - (excess * own)), moved = look - next;
        part.Store(next, v + index);
        part.Store(own, elasticity + index);
        TLane bent = TLane.Select(TLane.LessThan(TLane.Create(LeastLogarithm), next), TLane.Abs(moved) * TLane.Max(one, TLane.Abs(slope - one)), zero);
        bent = part.Keep(bent, zero);
        sums.Largest = TLane.Max(sums.Largest, bent * TLane.Abs(moved));
        sums.OtherLargest = TLane.Max(sums.OtherLargest, bent);
    }

    public struct Registers
    {
        public Log2<TLane> Log2;
        public Exp2<TLane> Exp2;
        public TLane One;
    }
}
