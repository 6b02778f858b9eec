using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>w(s) := min(w(s), min over x of p(x) + q(s + x)), for blocks of s at a time. Single additions and minima: every kernel gives the same bits.</summary>
internal static class ShiftedMinimum
{
    /// <summary>Values of s in a block, and of +∞ that q needs on either side.</summary>
    public const int Block = 32;

    private const long BudgetWork = 16 * SolveBudget.WorkBetweenLooks;

    /// <summary>Accumulates into <paramref name="w"/>. False if the budget ran out on the way.</summary>
    /// <param name="p">p(x) for x from <paramref name="firstSlice"/> on.</param>
    /// <param name="firstSlice">Smallest x.</param>
    /// <param name="q">q(s) for s from <paramref name="firstBefore"/> on, between two borders of <see cref="Block"/> cells.</param>
    /// <param name="firstBefore">Smallest s of q.</param>
    /// <param name="w">w(s) for s from <paramref name="firstAfter"/> on, whole blocks.</param>
    /// <param name="firstAfter">Smallest s of w.</param>
    /// <param name="budget">Looked at between blocks.</param>
    public static unsafe bool Accumulate(
        ReadOnlySpan<double> p, long firstSlice, ReadOnlySpan<double> q, long firstBefore, Span<double> w, long firstAfter, SolveBudget budget)
    {
        fixed (double* slices = p, before = q, after = w)
        {
            var call = new Call(slices, p.Length, before, q.Length - (2 * Block), after, w.Length, firstAfter + firstSlice - firstBefore, budget);
            return KernelSelection.Run<Call, bool>(call);
        }
    }

    // the m-th s and the j-th x need q[Block + shift + m + j]
    private readonly unsafe struct Call(double* p, int slices, double* q, int befores, double* w, int afters, long shift, SolveBudget budget) : ILaneCall<bool>
    {
        public bool With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            long work = 0;
            for (int m = 0; m < afters; m += Block)
            {
                int from = (int)Math.Max(0, 1 - Block - (shift + m)), to = (int)Math.Min(slices - 1, befores - 1 - (shift + m));
                if (from > to) continue;
                for (int part = 0; part < Block; part += 4 * TLane.Count)
                    Minimise<TLane>(p + from, to - from + 1, q + (Block + shift + m + from + part), w + m + part);
                work += (long)(to - from + 1) * Block;
                if (work < BudgetWork) continue;
                work = 0;
                if (budget.Exhausted) return false;
            }

            return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Minimise<TLane>(double* p, int slices, double* q, double* w)
        where TLane : struct, ILane<TLane>
    {
        TLane first = TLane.Load(w), second = TLane.Load(w + TLane.Count);
        TLane third = TLane.Load(w + (2 * TLane.Count)), fourth = TLane.Load(w + (3 * TLane.Count));
        for (int j = 0; j < slices; j++, q++)
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
