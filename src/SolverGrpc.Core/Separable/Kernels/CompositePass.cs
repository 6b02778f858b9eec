using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// As <see cref="CurvePass{TLane, TBounds}"/> for curves with b, after <see cref="CompositeInversePass{TLane}"/>: weight holds the elasticity
/// dv/dr on entry.
/// </summary>
/// <param name="a">a_i − min a.</param>
/// <param name="bounds">Bounds.</param>
/// <param name="v">log₂ y_i.</param>
/// <param name="x">Written.</param>
/// <param name="weight">Changed from dv/dr to the weight.</param>
/// <param name="lambda">λ − min a &gt; 0.</param>
internal readonly unsafe struct CompositePass<TLane, TBounds>(double* a, TBounds bounds, double* v, double* x, double* weight, double lambda)
    : IPass<TLane, CompositePass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    public static int SumCount => 2;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, CompositePass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Exp2 = Exp2<TLane>.Load(), Lambda = TLane.Create(lambda), Ceiling = TLane.Create(bounds.Ceiling) };

    // a method of its own: within the loop it is beyond what the JIT inlines
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0);
        TLane rise = TLane.Max(zero, registers.Lambda - part.Load(a + index, zero));
        TLane wish = registers.Exp2.Of(part.Load(v + index, zero)), elasticity = part.Load(weight + index, zero);
        TLane value = part.Keep(bounds.Clamp(wish, index, part, registers.Ceiling), zero);
        TLane free = TLane.Select(TLane.LessThan(zero, wish), TLane.Equal(value, wish), zero);
        TLane relative = TLane.Select(free, part.Keep(elasticity * registers.Lambda / rise, zero), zero);
        part.Store(value, x + index);
        part.Store(relative * value, weight + index);
        sums.First += value;
        sums.Second = TLane.MultiplyAdd(relative, value, sums.Second);
        sums.Largest = TLane.Max(sums.Largest, relative);
    }

    public struct Registers
    {
        public Exp2<TLane> Exp2;
        public TLane Lambda;
        public TLane Ceiling;
    }
}
