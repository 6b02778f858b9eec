using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>r_i = log₂(λ − a_i), far below any logarithm where λ ≤ a_i.</summary>
/// <param name="a">a_i − min a.</param>
/// <param name="logRise">Written.</param>
/// <param name="lambda">λ − min a &gt; 0.</param>
internal readonly unsafe struct LogRisePass<TLane>(double* a, double* logRise, double lambda) : IPass<TLane, LogRisePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    // instead of −∞, which would meet its like
    private const double Least = -1e9;

    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, LogRisePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Log2 = Log2<TLane>.Load(), Lambda = TLane.Create(lambda), Least = TLane.Create(Least) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), rise = TLane.Max(zero, registers.Lambda - part.Load(a + index, zero));
        part.Store(TLane.Max(registers.Least, registers.Log2.Of(rise)), logRise + index);
    }

    public struct Registers
    {
        public Log2<TLane> Log2;
        public TLane Lambda;
        public TLane Least;
    }
}
