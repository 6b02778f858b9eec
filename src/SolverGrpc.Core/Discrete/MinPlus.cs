using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Discrete;

/// <summary>
/// Min-plus convolution: w(s) := min(w(s), min over x of p(x) + q(s − x)). Blocks of s stay in registers while x runs
/// over all slices; q is bordered by +∞ on both sides, so that a block needs no test of its own. Every kernel gives the
/// same bits: additions and minima of single numbers do not depend on the width.
/// </summary>
internal static class MinPlus
{
    /// <summary>Values of s in one block, and cells of border that q needs on either side.</summary>
    public const int Block = 32;

    // additions between two looks at the budget: each takes a small part of the 10 ns of an elementary operation
    private const long BudgetWork = 16 * SolveBudget.WorkBetweenLooks;

    /// <summary>Accumulates into <paramref name="w"/>. False if the budget ran out on the way.</summary>
    /// <param name="p">p(x) for x from <paramref name="firstSlice"/> on.</param>
    /// <param name="firstSlice">Smallest x.</param>
    /// <param name="q">q(r) for r from <paramref name="firstRemainder"/> on, between two borders of <see cref="Block"/> cells of +∞.</param>
    /// <param name="firstRemainder">Smallest r.</param>
    /// <param name="w">w(s) for s from <paramref name="firstStage"/> on; whole blocks, what is beyond its own values may hold anything.</param>
    /// <param name="firstStage">Smallest s.</param>
    /// <param name="budget">Looked at between blocks.</param>
    public static unsafe bool Accumulate(
        ReadOnlySpan<double> p, long firstSlice, ReadOnlySpan<double> q, long firstRemainder, Span<double> w, long firstStage, SolveBudget budget)
    {
        // r = s − x is at q[offset + m − j + Block] for the m-th s and the j-th x
        long offset = firstStage - firstSlice - firstRemainder;
        fixed (double* slices = p, remainders = q, stages = w)
        {
            var call = new Convolution(slices, p.Length, remainders, q.Length - (2 * Block), stages, w.Length, offset, budget);
            return KernelSelection.Run<Convolution, bool>(call);
        }
    }

    private readonly unsafe struct Convolution(
        double* p, int slices, double* q, int remainders, double* w, int stages, long offset, SolveBudget budget) : ILaneCall<bool>
    {
        public bool With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            long work = 0;
            for (int m = 0; m < stages; m += Block)
            {
                int from = (int)Math.Max(0, offset + m - (remainders - 1));
                int to = (int)Math.Min(slices - 1, offset + m + Block - 1);
                if (from > to) continue;
                for (int part = 0; part < Block; part += 4 * TLane.Count)
                    Minimise<TLane>(p + from, to - from + 1, q + (offset + m - to + Block + part), w + m + part);
                work += (long)(to - from + 1) * Block;
                if (work < BudgetWork) continue;
                work = 0;
                if (budget.Exhausted) return false;
            }

            return true;
        }
    }

    // q[0] belongs to the last slice and the first s
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Minimise<TLane>(double* p, int slices, double* q, double* w)
        where TLane : struct, ILane<TLane>
    {
        TLane first = TLane.Load(w), second = TLane.Load(w + TLane.Count);
        TLane third = TLane.Load(w + (2 * TLane.Count)), fourth = TLane.Load(w + (3 * TLane.Count));
        for (int j = slices - 1; j >= 0; j--, q++)
        {
            TLane slice = TLane.Create(p[j]);
            first = TLane.Min(first, slice + TLane.Load(q));
            second = TLane.Min(second, slice + TLane.Load(q + TLane.Count));
            third = TLane.Min(third, slice + TLane.Load(q + (2 * TLane.Count)));
            fourth = TLane.Min(fourth, slice + TLane.Load(q + (3 * TLane.Count)));
        }

        TLane.Store(first, w);
        TLane.Store(second, w + TLane.Count);
        TLane.Store(third, w + (2 * TLane.Count));
        TLane.Store(fourth, w + (3 * TLane.Count));
    }
}
