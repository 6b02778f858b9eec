using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// x_i = clamp(y_i, l_i, u_i), where f_i'(y_i) = λ for curves without b, and how much it moves with log₂ λ: d x_i / d log₂ λ = ln 2 · weight_i,
/// λ measured from min a. First is Σ x, Second is Σ weight; the largest value is that of weight/x.
/// </summary>
/// <remarks>With y = 2^v and r = log₂(λ − a): v = p (r − log₂(c d)).</remarks>
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
    public static int SumCount => 2;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, CurvePass<TLane, TBounds>, Registers>(this, from, to);

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
        TLane inverse = part.Load(columns.Inverse + index, TLane.Create(1));
        TLane wish = registers.Exp2.Of(inverse * (registers.Log2.Of(rise) - part.Load(columns.LogPower + index, zero)));
        TLane value = part.Keep(bounds.Clamp(wish, index, part, registers.Ceiling), zero);
        TLane free = TLane.Select(TLane.LessThan(zero, wish), TLane.Equal(value, wish), zero);
        TLane relative = TLane.Select(free, part.Keep(inverse * registers.Lambda / rise, zero), zero);
        part.Store(value, x + index);
        part.Store(relative * value, weight + index);
        sums.First += value;
        sums.Second = TLane.MultiplyAdd(relative, value, sums.Second);
        sums.Largest = TLane.Max(sums.Largest, relative);
    }

    public struct Registers
    {
        public Log2<TLane> Log2;
        public Exp2<TLane> Exp2;
        public TLane Lambda;
        public TLane Ceiling;
    }
}
