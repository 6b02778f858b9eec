using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>
/// The loops: lengths, tails, widths and chunks are their business and nobody else's. The order of additions depends on the length and the width
/// only.
/// </summary>
internal static class LaneLoop
{
    /// <summary>Runs <paramref name="pass"/> over elements [<paramref name="from"/>, <paramref name="to"/>), one lane at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static Totals Run<TLane, TPass, TRegisters>(in TPass pass, nint from, nint to)
        where TLane : struct, ILane<TLane>
        where TPass : struct, IPass<TLane, TRegisters>
        where TRegisters : struct
    {
        if (ChunkedPass.IsChunked(from, to)) return ChunkJob<TPass>.Run(pass, (int)to);
        TPass step = pass;
        TRegisters registers = step.Load();
        Sums<TLane> sums = Sums<TLane>.Empty;
        nint index = from;
        for (; index <= to - TLane.Count; index += TLane.Count) step.Step(index, default(WholeLane<TLane>), registers, ref sums);
        if (index < to) step.Step(index, new PartialLane<TLane>((int)(to - index)), registers, ref sums);
        return sums.Across<TPass, TRegisters>();
    }

    /// <summary>
    /// The same for a step of many operations: whole lanes and the rest of the column are one and the same code. The JIT has a budget of
    /// inlining per method, and calls whatever is beyond it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static Totals RunLong<TLane, TPass, TRegisters>(in TPass pass, nint from, nint to)
        where TLane : struct, ILane<TLane>
        where TPass : struct, IPass<TLane, TRegisters>
        where TRegisters : struct
    {
        if (ChunkedPass.IsChunked(from, to)) return ChunkJob<TPass>.Run(pass, (int)to);
        TPass step = pass;
        TRegisters registers = step.Load();
        Sums<TLane> sums = Sums<TLane>.Empty;
        for (nint index = from; index < to; index += TLane.Count)
            step.Step(index, new PartialLane<TLane>((int)nint.Min(TLane.Count, to - index)), registers, ref sums);
        return sums.Across<TPass, TRegisters>();
    }

    /// <summary>
    /// The same, two lanes at a time: even and odd lanes are added up apart. For passes with so little work per lane that additions would wait
    /// for one another; others have better use for the registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static Totals RunPaired<TLane, TPass, TRegisters>(in TPass pass, nint from, nint to)
        where TLane : struct, ILane<TLane>
        where TPass : struct, IPass<TLane, TRegisters>
        where TRegisters : struct
    {
        if (ChunkedPass.IsChunked(from, to)) return ChunkJob<TPass>.Run(pass, (int)to);
        TPass step = pass;
        TRegisters registers = step.Load();
        Sums<TLane> even = Sums<TLane>.Empty, odd = Sums<TLane>.Empty;
        nint index = from;
        for (; index <= to - (2 * TLane.Count); index += 2 * TLane.Count)
        {
            step.Step(index, default(WholeLane<TLane>), registers, ref even);
            step.Step(index + TLane.Count, default(WholeLane<TLane>), registers, ref odd);
        }

        if (index <= to - TLane.Count)
        {
            step.Step(index, default(WholeLane<TLane>), registers, ref even);
            index += TLane.Count;
        }

        if (index < to) step.Step(index, new PartialLane<TLane>((int)(to - index)), registers, ref odd);
        even.Add<TPass, TRegisters>(odd);
        return even.Across<TPass, TRegisters>();
    }
}
