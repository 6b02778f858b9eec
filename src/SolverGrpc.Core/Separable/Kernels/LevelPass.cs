using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Shares at levels of books cheaper than λ: First is Σ min(size, ceiling) over price &lt; λ, the smallest value is the smallest price ≥ λ, the
/// largest value the largest price &lt; λ.
/// </summary>
/// <param name="price">Prices of all levels, in any order.</param>
/// <param name="size">Shares at each.</param>
/// <param name="lambda">λ.</param>
/// <param name="ceiling">Finite: no level counts for more.</param>
internal readonly unsafe struct LevelPass<TLane>(double* price, double* size, double lambda, double ceiling) : IPass<TLane, LevelPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 1;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, LevelPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Lambda = TLane.Create(lambda),
        Ceiling = TLane.Create(ceiling),
        Infinity = TLane.Create(double.PositiveInfinity),
        MinusInfinity = TLane.Create(double.NegativeInfinity),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane level = part.Load(price + index, registers.Infinity);
        TLane shares = TLane.Min(registers.Ceiling, part.Load(size + index, TLane.Create(0)));
        TLane cheaper = TLane.LessThan(level, registers.Lambda);
        sums.First += TLane.Select(cheaper, shares, TLane.Create(0));
        sums.Smallest = TLane.Min(sums.Smallest, TLane.Select(cheaper, registers.Infinity, level));
        sums.Largest = TLane.Max(sums.Largest, TLane.Select(cheaper, level, registers.MinusInfinity));
    }

    public struct Registers
    {
        public TLane Lambda;
        public TLane Ceiling;
        public TLane Infinity;
        public TLane MinusInfinity;
    }
}
