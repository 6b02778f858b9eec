using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>The one loop: lengths, tails and widths are its business and nobody else's.</summary>
internal static class LaneLoop
{
    /// <summary>
    /// Runs <paramref name="pass"/> over elements [<paramref name="from"/>, <paramref name="to"/>). Even and odd lanes are added up
    /// apart, so that an addition need not wait for the one before; the order depends on the length and the width only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static Totals Run<TLane, TPass, TRegisters>(in TPass pass, nint from, nint to)
        where TLane : struct, ILane<TLane>
        where TPass : struct, IPass<TLane, TRegisters>
        where TRegisters : struct
    {
        TPass step = pass;
        TRegisters registers = step.Load();
        Sums<TLane> even = Sums<TLane>.Empty, odd = Sums<TLane>.Empty;
        WholeLane<TLane> whole = default;
        nint index = from;
        for (; index <= to - (2 * TLane.Count); index += 2 * TLane.Count)
        {
            step.Step(index, whole, registers, ref even);
            step.Step(index + TLane.Count, whole, registers, ref odd);
        }

        if (index <= to - TLane.Count)
        {
            step.Step(index, whole, registers, ref even);
            index += TLane.Count;
        }

        if (index < to) step.Step(index, new PartialLane<TLane>((int)(to - index)), registers, ref odd);
        return Sums<TLane>.Combine<TPass, TRegisters>(even, odd);
    }
}
