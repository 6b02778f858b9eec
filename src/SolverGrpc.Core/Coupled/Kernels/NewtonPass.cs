using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>
/// Between two sweeps of <see cref="UnboundedNewton"/>: takes the step to the schedule the sweep has found, and linearises there.
/// <code>
/// q += law (next − x) − miss,   x = next                       (neither shrinks by more than a factor)
/// law = (d − 1) q / x,   miss = q (ln q − ln(c d x^(d−1)))
/// C = 1 / (2 b + law),   e = C (a + q − miss − law x)          (the sweep's x = C p − e)
/// </code>
/// First is what the step promised, Second the worth Σ x f'(x) of the schedule.
/// </summary>
internal readonly unsafe struct NewtonPass<TLane>(NewtonColumns columns) : IPass<TLane, NewtonPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    private const double LeastShrink = 0.1;

    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, NewtonPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Log2 = Log2<TLane>.Load(),
        LeastShrink = TLane.Create(LeastShrink),
        LogTwo = TLane.Create(0.6931471805599453),
        Zero = TLane.Create(0),
        One = TLane.Create(1),
        Two = TLane.Create(2),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = registers.Zero, one = registers.One;
        TLane x = part.Load(columns.X + index, one), q = part.Load(columns.Q + index, one);
        TLane law = part.Load(columns.Law + index, zero), miss = part.Load(columns.Miss + index, zero);
        TLane next = part.Load(columns.Next + index, one);
        TLane slope = part.Load(columns.B + index, zero) * registers.Two;
        TLane a = part.Load(columns.A + index, zero);

        TLane dx = next - x, dq = (law * dx) - miss;
        sums.First += part.Keep(TLane.Abs(dx * dq) + TLane.Abs(dx * miss), zero);
        x = TLane.Max(registers.LeastShrink * x, next);
        q = TLane.Max(registers.LeastShrink * q, q + dq);
        part.Store(x, columns.X + index);
        part.Store(q, columns.Q + index);
        sums.Second += part.Keep(x * ((slope * x) + q), zero);

        // q = 0 where there is no power term
        TLane power = part.Load(columns.D + index, registers.Two) - one;
        TLane logRatio = registers.Log2.Of(q) - part.Load(columns.LogC + index, zero) - (power * registers.Log2.Of(x));
        TLane present = TLane.LessThan(zero, q);
        miss = TLane.Select(present, q * logRatio * registers.LogTwo, zero);
        law = power * q / x;
        TLane compliance = one / (slope + law);
        part.Store(miss, columns.Miss + index);
        part.Store(law, columns.Law + index);
        part.Store(compliance, columns.Compliance + index);
        part.Store(compliance * (a + q - miss - (law * x)), columns.Offset + index);
    }

    public struct Registers
    {
        public Log2<TLane> Log2;
        public TLane LeastShrink;
        public TLane LogTwo;
        public TLane Zero;
        public TLane One;
        public TLane Two;
    }
}

/// <summary>The columns of a <see cref="NewtonPass{TLane}"/>.</summary>
internal unsafe struct NewtonColumns
{
    /// <summary>The model's.</summary>
    public double* A, B, D, LogC;

    /// <summary>What the sweep has found.</summary>
    public double* Next;

    /// <summary>Updated.</summary>
    public double* X, Q, Law, Miss;

    /// <summary>For the sweep.</summary>
    public double* Compliance, Offset;
}
