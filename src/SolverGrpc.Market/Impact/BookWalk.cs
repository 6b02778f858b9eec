using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Impact;

/// <summary>What taking shares from one side of a displayed book costs: each level in turn at its own price.</summary>
public static class BookWalk
{
    /// <summary>
    /// Slippage per share against a reference price, for ascending sizes. Where the book is not deep enough the true slippage is not
    /// known; what is written then is a lower bound: the missing shares at the price of the last level, which is the least they can cost.
    /// </summary>
    /// <param name="book">Its asks are bought from, its bids sold to.</param>
    /// <param name="isBuy">Buy, or sell.</param>
    /// <param name="reference">Usually the mid, in currency per share.</param>
    /// <param name="sizes">Shares, > 0, ascending.</param>
    /// <param name="slippage">Gets one value per size, in currency per share; positive is a cost on either side.</param>
    /// <returns>How many sizes the book can fill: the rest is bounds.</returns>
    public static int Slippage(BookSnapshot book, bool isBuy, double reference, ReadOnlySpan<double> sizes, Span<double> slippage)
    {
        ArgumentNullException.ThrowIfNull(book);
        BookSide side = isBuy ? book.Asks : book.Bids;
        return Slippage(side.Price, side.Size, isBuy, reference, sizes, slippage);
    }

    /// <summary>The same on bare levels, best first.</summary>
    internal static int Slippage(
        ReadOnlySpan<double> price, ReadOnlySpan<double> size, bool isBuy, double reference, ReadOnlySpan<double> sizes, Span<double> slippage)
    {
        double sign = isBuy ? 1 : -1, taken = 0, paid = 0;
        int level = 0, filled = 0;
        for (int j = 0; j < sizes.Length; j++)
        {
            while (level < price.Length && taken + size[level] < sizes[j])
            {
                taken += size[level];
                paid += size[level] * (price[level] - reference);
                level++;
            }

            int at = Math.Min(level, price.Length - 1);
            double rest = sizes[j] - taken;
            slippage[j] = price.Length == 0 ? 0 : sign * (paid + (rest * (price[at] - reference))) / sizes[j];
            if (level < price.Length) filled = j + 1;
        }

        return filled;
    }
}
