using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Σ x in twice the working precision, and of the x_i strictly between their bounds the sum (Third) and the largest, −∞ if there is none.
/// </summary>
internal readonly unsafe struct ClosingPass<TLane, TBounds>(double* x, TBounds bounds) : IPass<TLane, ClosingPass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    public static int SumCount => 3;

    public static int RangeCount => 1;

    public static bool IsCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, ClosingPass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Ceiling = TLane.Create(bounds.Ceiling), Nothing = TLane.Create(double.NegativeInfinity) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane value = part.Load(x + index, TLane.Create(0));
        Add(value, bounds.IsFree(value, index, part, registers.Ceiling), registers, ref sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(TLane value, TLane free, in Registers registers, ref Sums<TLane> sums)
    {
        sums.AddCompensated(value);
        sums.Third += TLane.Select(free, value, TLane.Create(0));
        sums.Largest = TLane.Max(sums.Largest, TLane.Select(free, value, registers.Nothing));
    }

    public struct Registers
    {
        public TLane Ceiling;
        public TLane Nothing;
    }
}
