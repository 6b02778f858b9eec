using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Closes the rounding gap that a kernel leaves: afterwards the sum of x in twice the working precision, rounded, is S. What is large
/// next to every single period is spread in proportion to x, the rest goes to the largest period that has room.
/// </summary>
internal static unsafe class SumClosing
{
    private const int Attempts = 5;

    // relative to the largest free period: its marginal cost may move by so much
    private const double SingleShare = 1e-14;

    /// <summary>Changes x in place; false if no period has room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Close<TLane, TBounds>(double* x, in TBounds bounds, int count, double quantity)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        Totals totals = ChunkedPass.Run(new ClosingPass<TLane, TBounds>(x, bounds), count);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double gap = quantity - totals.First - totals.Second;
            if (totals.First + totals.Second == quantity) return true;
            if (!(totals.Largest > 0)) return false;
            if (Math.Abs(gap) > SingleShare * totals.Largest && attempt < 2)
            {
                totals = ChunkedPass.Run(new ClosingSpreadPass<TLane, TBounds>(x, bounds, gap / totals.Third), count);
                continue;
            }

            // by its bits: Span.IndexOf looks doubles over one by one
            int period = new ReadOnlySpan<long>(x, count).IndexOf(BitConverter.DoubleToInt64Bits(totals.Largest));
            double moved = bounds.Clamp(period, totals.Largest + gap), lost = totals.Second;
            double sum = Totals.TwoSum(totals.First, moved - totals.Largest, ref lost);
            x[period] = moved;
            if (IsSafely(quantity, sum, lost)) return true;
            totals = ChunkedPass.Run(new ClosingPass<TLane, TBounds>(x, bounds), count);
        }

        return false;
    }

    // sum + lost is nearer to S than half a unit in its last place, with room for what the difference of the two was rounded by
    private static bool IsSafely(double quantity, double sum, double lost) =>
        Math.Abs(quantity - sum - lost) < (quantity - Math.BitDecrement(quantity)) / 4;
}
