using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Discrete;

/// <summary>
/// Min-plus convolution: w(s) := min(w(s), min over x of p(x) + q(s − x)). Blocks of s stay in registers while x runs
/// over all slices; q is bordered by +∞ on both sides, so that a block needs no test of its own.
/// </summary>
internal static class MinPlus
{
    /// <summary>Values of s in one block, and cells of border that q needs on either side.</summary>
    public const int Block = 32;

    /// <summary>Accumulates into <paramref name="w"/>. False if the budget ran out on the way.</summary>
    /// <param name="p">p(x) for x from <paramref name="firstSlice"/> on.</param>
    /// <param name="firstSlice">Smallest x.</param>
    /// <param name="q">q(r) for r from <paramref name="firstRemainder"/> on, between two borders of <see cref="Block"/> cells of +∞.</param>
    /// <param name="firstRemainder">Smallest r.</param>
    /// <param name="w">w(s) for s from <paramref name="firstStage"/> on; whole blocks, what is beyond its own values may hold anything.</param>
    /// <param name="firstStage">Smallest s.</param>
    /// <param name="budget">Looked at between blocks.</param>
    public static bool Accumulate(
        ReadOnlySpan<double> p, long firstSlice, ReadOnlySpan<double> q, long firstRemainder, Span<double> w, long firstStage, SolveBudget budget)
    {
        // r = s − x is at q[offset + m − j + Block] for the m-th s and the j-th x
        long offset = firstStage - firstSlice - firstRemainder;
        int remainders = q.Length - (2 * Block);
        long work = 0;
        for (int m = 0; m < w.Length; m += Block)
        {
            int from = (int)Math.Max(0, offset + m - (remainders - 1));
            int to = (int)Math.Min(p.Length - 1, offset + m + Block - 1);
            if (from > to) continue;
            Minimise(p[from..(to + 1)], q[(int)(offset + m - to + Block)..], w.Slice(m, Block));
            work += (long)(to - from + 1) * Block;
            if (work < BudgetWork) continue;
            work = 0;
            if (budget.Exhausted) return false;
        }

        return true;
    }

    // additions between two looks at the budget: each takes a small part of the 10 ns of an elementary operation
    private const long BudgetWork = 16 * SolveBudget.WorkBetweenLooks;

    // q[k] belongs to the last slice of p and the first s of the block
    private static void Minimise(ReadOnlySpan<double> p, ReadOnlySpan<double> q, Span<double> w)
    {
        for (int j = p.Length - 1, k = 0; j >= 0; j--, k++)
        {
            double slice = p[j];
            for (int m = 0; m < Block; m++)
            {
                double sum = slice + q[k + m];
                if (sum < w[m]) w[m] = sum;
            }
        }
    }
}
