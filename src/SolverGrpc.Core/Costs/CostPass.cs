using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Costs;

/// <summary>
/// What the curves f(x) = a x + b x² + c x^d cost: First and Second are Σ a x, Third and Fourth Σ b x² + c x^d, both in twice the working
/// precision. x^d is x · x^(d−1) by <see cref="Power{TLane}"/>.
/// </summary>
/// <param name="a">Linear costs.</param>
/// <param name="b">Quadratic coefficients.</param>
/// <param name="c">Coefficients of the power.</param>
/// <param name="d">Exponents.</param>
/// <param name="x">The schedule.</param>
/// <param name="powers">Receives x^(d−1), unless null.</param>
internal readonly unsafe struct CostPass<TLane>(double* a, double* b, double* c, double* d, double* x, double* powers) : IPass<TLane, CostPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 4;

    public static int RangeCount => 0;

    public static bool IsCompensated => true;

    public static bool IsTwiceCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, CostPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Power = Power<TLane>.Load(), One = TLane.Create(1) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0);
        TLane value = part.Load(x + index, zero);
        TLane power = registers.Power.Of(value, part.Load(d + index, registers.One) - registers.One);
        if (powers != null) part.Store(power, powers + index);
        TLane slope = TLane.MultiplyAdd(part.Load(c + index, zero), power, part.Load(b + index, zero) * value);
        sums.AddCompensated(part.Load(a + index, zero) * value);
        sums.AddOtherCompensated(slope * value);
    }

    public struct Registers
    {
        public Power<TLane> Power;
        public TLane One;
    }
}
