using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// The y_i with f_i'(y_i) = λ for curves with b, in log₂ space: v_i = log₂ y_i, and its elasticity dv/dr, r = log₂(λ − a).
/// </summary>
/// <remarks>
/// G(v) = log₂(2 b 2^v + c d 2^((d−1) v)) = r, G convex with slopes between 1 and d−1. It exceeds the larger of its two lines by at most 1,
/// so where those reach r is an upper bound of v within reach of a few Newton steps, which by convexity never fall below v. For d near 1 a
/// line is almost level and steps can be short: after six of them every second look is at the middle between the best bounds, so that
/// a hundred always suffice.
/// </remarks>
/// <param name="columns">Prepared columns.</param>
/// <param name="v">Written.</param>
/// <param name="elasticity">r on entry (<see cref="LogRisePass{TLane}"/>), dv/dr afterwards.</param>
internal readonly unsafe struct CompositeInversePass<TLane>(CurveColumns columns, double* v, double* elasticity)
    : IPass<TLane, CompositeInversePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    private const int NewtonSteps = 6;
    private const int StepLimit = 160;

    // below it 2^v is 0
    private const double LeastLogarithm = -1200;

    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, CompositeInversePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Log2 = Log2<TLane>.Load(), Exp2 = Exp2<TLane>.Load() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), one = TLane.Create(1);
        TLane logRise = part.Load(elasticity + index, zero), logPower = part.Load(columns.LogPower + index, zero);
        TLane logQuadratic = part.Load(columns.LogQuadratic + index, zero);
        TLane first = TLane.Min(part.Load(columns.Inverse + index, one) * (logRise - logPower), logRise - logQuadratic);
        part.Store(Solve(first, logRise, logQuadratic, logPower, part.Load(columns.Slope + index, one), registers, out TLane own), v + index);
        part.Store(own, elasticity + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Solve(
        TLane high, TLane target, TLane logQuadratic, TLane logPower, TLane slope, in Registers registers, out TLane elasticity)
    {
        TLane one = TLane.Create(1), low = TLane.Create(LeastLogarithm), look = high;
        for (int step = 0; ; step++)
        {
            TLane quadratic = logQuadratic + look, power = TLane.MultiplyAdd(slope, look, logPower);
            TLane larger = TLane.Max(quadratic, power);
            TLane ratio = registers.Exp2.Of(TLane.Min(quadratic, power) - larger);
            TLane excess = larger + registers.Log2.Of(one + ratio) - target;
            TLane quadraticFirst = TLane.LessThan(power, quadratic);
            TLane derivative = TLane.MultiplyAdd(ratio, TLane.Select(quadraticFirst, slope, one), TLane.Select(quadraticFirst, one, slope)) / (one + ratio);
            TLane newton = look - (excess / derivative);
            TLane below = TLane.LessThan(excess, TLane.Create(0));
            low = TLane.Select(below, TLane.Max(low, look), low);
            TLane before = high;
            high = TLane.Max(low, TLane.Min(high, newton));
            elasticity = one / derivative;
            TLane tolerance = TLane.MultiplyAdd(TLane.Abs(high), TLane.Create(2e-16), TLane.Create(2e-16));
            TLane open = TLane.Select(TLane.LessThan(tolerance, TLane.Abs(look - newton)), TLane.LessThan(tolerance, before - low), TLane.Create(0));
            if (!TLane.Any(open) || step == StepLimit) return high;
            look = step > NewtonSteps && step % 2 == 1 ? TLane.Create(0.5) * (low + high) : high;
        }
    }

    public struct Registers
    {
        public Log2<TLane> Log2;
        public Exp2<TLane> Exp2;
    }
}
