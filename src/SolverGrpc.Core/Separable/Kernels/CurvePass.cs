using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// x_i = clamp(y_i, l_i, u_i), where f_i'(y_i) = λ, and how much it moves with log₂ λ: d x_i / d log₂ λ = ln 2 · weight_i, λ measured from
/// min a. First is Σ x, Second is Σ weight; the largest value is that of weight/x.
/// </summary>
/// <remarks>
/// With y = 2^v and r = log₂(λ − a): without b, v = p (r − log₂(c d)). With b, G(v) = log₂(2 b 2^v + c d 2^((d−1) v)) = r, G convex with slopes
/// between 1 and d−1. It exceeds the larger of its two lines by at most 1, so where those reach r is an upper bound of v within
/// reach of a few Newton steps, which by convexity never fall below v. For d near 1 a line is almost level and steps can be short:
/// after six of them every second look is at the middle between the best bounds, so that a hundred always suffice.
/// </remarks>
/// <param name="columns">Prepared columns.</param>
/// <param name="bounds">Bounds.</param>
/// <param name="x">Written.</param>
/// <param name="weight">Written: 0 at a bound.</param>
/// <param name="lambda">λ − min a &gt; 0.</param>
internal readonly unsafe struct CurvePass<TLane, TBounds>(CurveColumns columns, TBounds bounds, double* x, double* weight, double lambda)
    : IPass<TLane, CurvePass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    private const int NewtonSteps = 6;
    private const int StepLimit = 160;

    // below it 2^v is 0
    private const double LeastLogarithm = -1200;

    // instead of −∞, which would meet its like
    private const double LeastLogRise = -1e9;

    public static int SumCount => 2;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, CurvePass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Log2 = Log2<TLane>.Load(),
        Exp2 = Exp2<TLane>.Load(),
        Lambda = TLane.Create(lambda),
        Ceiling = TLane.Create(bounds.Ceiling),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0);
        TLane rise = TLane.Max(zero, registers.Lambda - part.Load(columns.A + index, zero));
        TLane logRise = TLane.Max(TLane.Create(LeastLogRise), registers.Log2.Of(rise));
        TLane inverse = part.Load(columns.Inverse + index, TLane.Create(1));
        TLane logX = inverse * (logRise - part.Load(columns.LogPower + index, zero)), elasticity = inverse;
        if (columns.LogQuadratic != null)
        {
            TLane logQuadratic = part.Load(columns.LogQuadratic + index, zero);
            logX = Solve(
                TLane.Min(logX, logRise - logQuadratic),
                logRise,
                logQuadratic,
                part.Load(columns.LogPower + index, zero),
                part.Load(columns.Slope + index, TLane.Create(1)),
                registers,
                out elasticity);
        }

        TLane wish = registers.Exp2.Of(logX);
        TLane value = part.Keep(bounds.Clamp(wish, index, part, registers.Ceiling), zero);
        TLane free = TLane.Select(TLane.LessThan(zero, wish), TLane.Equal(value, wish), zero);
        TLane relative = TLane.Select(free, part.Keep(elasticity * registers.Lambda / rise, zero), zero);
        part.Store(value, x + index);
        part.Store(relative * value, weight + index);
        sums.First += value;
        sums.Second = TLane.MultiplyAdd(relative, value, sums.Second);
        sums.Largest = TLane.Max(sums.Largest, relative);
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
        public TLane Lambda;
        public TLane Ceiling;
    }
}
