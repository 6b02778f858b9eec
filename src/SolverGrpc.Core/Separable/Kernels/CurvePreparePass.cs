using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Fills <see cref="CurveColumns"/>, except <see cref="CurveColumns.LogQuadratic"/>. First is Σ f_i'(S/N) − min a, Second the number of periods that are linear throughout.
/// </summary>
/// <param name="a">Linear costs.</param>
/// <param name="b">Quadratic coefficients ≥ 0; not looked at if the columns have none.</param>
/// <param name="c">Coefficients ≥ 0.</param>
/// <param name="d">Exponents &gt; 1.</param>
/// <param name="columns">Written.</param>
/// <param name="smallest">min a.</param>
/// <param name="mean">S/N.</param>
internal readonly unsafe struct CurvePreparePass<TLane>(
    double* a, double* b, double* c, double* d, CurveColumns columns, double smallest, double mean) : IPass<TLane, CurvePreparePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, CurvePreparePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Log2 = Log2<TLane>.Load(),
        Exp2 = Exp2<TLane>.Load(),
        Smallest = TLane.Create(smallest),
        LogMean = TLane.Create(Math.Log2(mean)),
        Mean = TLane.Create(mean),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane one = TLane.Create(1), zero = TLane.Create(0);
        TLane linear = part.Load(a + index, registers.Smallest) - registers.Smallest;
        TLane exponent = part.Load(d + index, TLane.Create(2));
        TLane slope = exponent - one;
        TLane power = part.Load(c + index, one) * exponent;
        TLane logPower = registers.Log2.Of(power);
        part.Store(linear, columns.A + index);
        part.Store(logPower, columns.LogPower + index);
        part.Store(one / slope, columns.Inverse + index);
        part.Store(slope, columns.Slope + index);
        TLane marginal = linear + registers.Exp2.Of(TLane.MultiplyAdd(slope, registers.LogMean, logPower));
        if (columns.LogQuadratic != null)
        {
            TLane quadratic = TLane.Create(2) * part.Load(b + index, one);
            marginal = TLane.MultiplyAdd(quadratic, registers.Mean, marginal);
            sums.Second += TLane.Select(TLane.Equal(quadratic + power, zero), part.Keep(one, zero), zero);
        }

        sums.First += part.Keep(marginal, zero);
    }

    public struct Registers
    {
        public Log2<TLane> Log2;
        public Exp2<TLane> Exp2;
        public TLane Smallest;
        public TLane LogMean;
        public TLane Mean;
    }
}
