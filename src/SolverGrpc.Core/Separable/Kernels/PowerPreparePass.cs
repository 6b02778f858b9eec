using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Marginals of pure powers in log₂ space, once per problem: f'(x) = c d x^(d−1) gives log₂ f'(x) = t + (d−1) log₂ x with
/// t = log₂(c d), and x = 2^(p (L − t)) at log₂ λ = L with p = 1/(d−1).
/// First is Σ log₂ f_i'(mean), the ranges are those of p and of t.
/// </summary>
/// <param name="c">Coefficients &gt; 0.</param>
/// <param name="d">Exponents &gt; 1.</param>
/// <param name="t">Written.</param>
/// <param name="p">Written.</param>
/// <param name="logMean">log₂(S/N).</param>
internal readonly unsafe struct PowerPreparePass<TLane>(double* c, double* d, double* t, double* p, double logMean)
    : IPass<TLane, PowerPreparePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 1;

    public static int RangeCount => 2;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, PowerPreparePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Log2 = Log2<TLane>.Load(), LogMean = TLane.Create(logMean), One = TLane.Create(1) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane exponent = part.Load(d + index, TLane.Create(2));
        TLane slope = exponent - registers.One;
        TLane logMarginal = registers.Log2.Of(part.Load(c + index, registers.One) * exponent);
        TLane inverse = registers.One / slope;
        part.Store(logMarginal, t + index);
        part.Store(inverse, p + index);
        sums.First += part.Keep(TLane.MultiplyAdd(slope, registers.LogMean, logMarginal), TLane.Create(0));
        TLane most = TLane.Create(double.PositiveInfinity), least = TLane.Create(double.NegativeInfinity);
        sums.Smallest = TLane.Min(sums.Smallest, part.Keep(inverse, most));
        sums.Largest = TLane.Max(sums.Largest, part.Keep(inverse, least));
        sums.OtherSmallest = TLane.Min(sums.OtherSmallest, part.Keep(logMarginal, most));
        sums.OtherLargest = TLane.Max(sums.OtherLargest, part.Keep(logMarginal, least));
    }

    public struct Registers
    {
        public Log2<TLane> Log2;
        public TLane LogMean;
        public TLane One;
    }
}
