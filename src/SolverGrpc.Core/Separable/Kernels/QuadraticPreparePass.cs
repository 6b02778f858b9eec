using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// w_i = 1/(2 b_i): how much a period moves when λ does. First is Σ w, Second is Σ a w, the range is that of the marginal
/// costs a + 2 b x at the floors (smallest) and at the caps (largest).
/// </summary>
/// <param name="a">Linear costs.</param>
/// <param name="b">Coefficients &gt; 0.</param>
/// <param name="bounds">Bounds.</param>
/// <param name="w">Written.</param>
internal readonly unsafe struct QuadraticPreparePass<TLane, TBounds>(double* a, double* b, TBounds bounds, double* w)
    : IPass<TLane, QuadraticPreparePass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    public static int SumCount => 2;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, QuadraticPreparePass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Half = TLane.Create(0.5), Two = TLane.Create(2), Ceiling = TLane.Create(bounds.Ceiling) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane linear = part.Load(a + index, TLane.Create(0));
        TLane quadratic = part.Load(b + index, TLane.Create(1));
        TLane weight = part.Keep(registers.Half / quadratic, TLane.Create(0));
        part.Store(weight, w + index);
        sums.First += weight;
        sums.Second = TLane.MultiplyAdd(linear, weight, sums.Second);
        TLane slope = registers.Two * quadratic;
        TLane first = TLane.MultiplyAdd(slope, bounds.Floor<TLane, TPart>(index, part), linear);
        TLane last = TLane.MultiplyAdd(slope, bounds.Cap(index, part, registers.Ceiling), linear);
        sums.Smallest = TLane.Min(sums.Smallest, part.Keep(first, TLane.Create(double.PositiveInfinity)));
        sums.Largest = TLane.Max(sums.Largest, part.Keep(last, TLane.Create(double.NegativeInfinity)));
    }

    public struct Registers
    {
        public TLane Half;
        public TLane Two;
        public TLane Ceiling;
    }
}
