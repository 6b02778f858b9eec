using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// The smallest price p with Σ of all shares at prices ≤ p reaching a quantity: a weighted median, searched for without sorting. Every pass
/// adds up what is cheaper than a λ between two prices and moves one end of the bracket to the nearest price on its side, so that the
/// bracket shrinks by a price at least. λ is where the chord over the bracket reaches the quantity (with the weight of an end that
/// stays halved: Dowell and Jarratt 1971), or the middle of the doubles in the bracket after the first few passes in every third.
/// </summary>
/// <param name="price">Prices, in any order.</param>
/// <param name="size">Shares at each.</param>
/// <param name="quantity">What they are to reach.</param>
/// <param name="budget">Looked at before every pass.</param>
/// <param name="residuals">Receives what every pass misses, in parts of <paramref name="scale"/>.</param>
/// <param name="scale">S.</param>
internal readonly ref struct BookSearch(ReadOnlySpan<double> price, ReadOnlySpan<double> size, double quantity, SolveBudget budget, ResidualLog residuals, double scale)
{
    private const int FreePasses = 8;

    private readonly ReadOnlySpan<double> _price = price;
    private readonly ReadOnlySpan<double> _size = size;

    /// <summary>The price, or NaN if the budget ran out; <paramref name="passes"/> is how many times all levels were looked at.</summary>
    public double Run(out int passes)
    {
        Totals all = Below(double.PositiveInfinity), none = Below(double.NegativeInfinity);
        passes = 2;
        double low = none.Smallest, high = all.Largest, missing = quantity, excess = all.First - quantity;
        int side = 0;
        while (low < high)
        {
            if (budget.Exhausted) return double.NaN;
            double lambda = low + ((high - low) * (missing / (missing + Math.Max(excess, 0))));
            bool halve = passes > FreePasses && passes % 3 == 0;
            if (halve || !(lambda > low && lambda <= high)) lambda = Math.BitIncrement(OrderedDouble.Middle(low, high));
            Totals below = Below(lambda);
            passes++;
            residuals.Add((below.First - quantity) / scale);
            if (below.First < quantity)
            {
                (low, missing) = (below.Smallest, quantity - below.First);
                if (side < 0) excess /= 2;
                side = -1;
            }
            else
            {
                (high, excess) = (below.Largest, below.First - quantity);
                if (side > 0) missing /= 2;
                side = 1;
            }
        }

        return low;
    }

    private Totals Below(double lambda) => KernelSelection.Run<Call, Totals>(new(_price, _size, lambda, 2 * quantity));

    private readonly unsafe ref struct Call(ReadOnlySpan<double> price, ReadOnlySpan<double> size, double lambda, double ceiling) : ILaneCall<Totals>
    {
        private readonly ReadOnlySpan<double> _price = price;
        private readonly ReadOnlySpan<double> _size = size;

        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            fixed (double* first = _price, shares = _size) return ChunkedPass.Run(new LevelPass<TLane>(first, shares, lambda, ceiling), _price.Length);
        }
    }
}
