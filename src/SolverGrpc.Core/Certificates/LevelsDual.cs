using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on every schedule that walks books, for any λ: λ S + Σ min over l_i ≤ y ≤ u_i of (f_i(y) − λ y). The minimum is explicit: the
/// shares below the floor are bought in any case, of those up to the cap the ones that are cheaper than λ,
/// <code>
/// min = Σ over levels k of (price_k − λ) · shares of k below l  +  min(0, price_k − λ) · shares of k between l and u
/// </code>
/// </summary>
/// <param name="LowerBound">The bound.</param>
/// <param name="KktResidual">As <see cref="SeparableDual.KktResidual"/>, for the prices on both sides of the anchor.</param>
/// <param name="RoundingScale">Σ |price| · shares of the anchor, and |λ S|.</param>
internal readonly record struct LevelsDual(double LowerBound, double KktResidual, double RoundingScale)
{
    // a few units in the last place of the sum, and of the period itself: closer a kink cannot be met
    private const double Neighbourhood = 1e-15;

    /// <summary>The bound at <paramref name="lambda"/>; the anchor is the schedule whose prices are held against it.</summary>
    public static LevelsDual At(AllocationProblem problem, double lambda, ReadOnlySpan<double> anchor)
    {
        ReadOnlySpan<double> sizes = problem.LevelSize, prices = problem.LevelPrice, lower = problem.Lower, upper = problem.Upper;
        ReadOnlySpan<int> start = problem.LevelStart;
        double quantity = problem.Quantity, free = Math.Max(0, quantity - LaneSum.Of(lower));
        var bound = new CompensatedSum();
        double scale = 0, largest = 0, relative = 0;
        for (int i = 0; i < anchor.Length; i++)
        {
            double floor = lower[i], cap = Math.Min(upper[i], floor + free), p = anchor[i];
            double step = Neighbourhood * (quantity + p), below = p - step, above = p + step;
            double depth = 0, least = 0, left = double.NegativeInfinity, right = double.PositiveInfinity;
            for (int k = start[i]; k < start[i + 1]; k++)
            {
                double price = prices[k], off = price - lambda, first = depth;
                depth += sizes[k];
                double upToFloor = Between(first, depth, 0, floor), upToCap = Between(first, depth, floor, cap);
                least += (off * upToFloor) + (double.MinNative(0, off) * upToCap);
                scale += Math.Abs(price) * Between(first, depth, 0, p);
                bool hasShares = depth > first;
                left = hasShares & first < below ? price : left;
                right = double.MinNative(right, hasShares & depth > above ? price : double.PositiveInfinity);
            }

            bound.Add(least);
            double excess = below > floor ? left - lambda : 0, lack = above < Math.Min(cap, depth) ? lambda - right : 0;
            double violation = Math.Max(excess, lack);
            if (!(violation > 0)) continue;
            largest = Math.Max(largest, violation);
            relative = Math.Max(relative, violation / Math.Max(Math.Abs(lambda), Math.Abs(excess > lack ? left : right)));
        }

        double size = Math.Abs(lambda * quantity);
        return new(bound.Value + (lambda * quantity), scale > 0 ? Math.Min(relative, largest * quantity / scale) : relative, scale + size);
    }

    // length of what [first, last] and [from, to] have in common
    private static double Between(double first, double last, double from, double to) =>
        double.MaxNative(0, double.MinNative(last, to) - double.MaxNative(first, from));
}
