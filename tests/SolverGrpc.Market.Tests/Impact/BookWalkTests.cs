using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Tests.Impact;

public class BookWalkTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Slippage_OfRandomBooks_IsThatOfTakingShareByShare(bool isBuy)
    {
        int seed = 11;
        var random = new Random(seed);
        for (int trial = 0; trial < 200; trial++)
        {
            var book = new BookSnapshot();
            int levels = random.Next(1, 11);
            double price = 100;
            for (int k = 0; k < levels; k++)
            {
                price += (isBuy ? 1 : -1) * random.Next(1, 5) * 0.01;
                (isBuy ? book.Asks : book.Bids).Add(price, random.Next(1, 30));
            }

            double[] sizes = [1, 2, 7, 20, 60, 150, 400];
            var found = new double[sizes.Length];
            int filled = BookWalk.Slippage(book, isBuy, 100, sizes, found);

            BookSide side = isBuy ? book.Asks : book.Bids;
            double[] shares = [.. Enumerable.Range(0, side.Count).SelectMany(k => Enumerable.Repeat(Math.Abs(side.Price[k] - 100), (int)side.Size[k]))];
            Assert.Equal(sizes.Count(size => size <= shares.Length), filled);
            for (int j = 0; j < sizes.Length; j++)
            {
                // what is missing costs at least as much as the last share that is there
                double paid = shares.Take((int)sizes[j]).Sum() + (Math.Max(0, sizes[j] - shares.Length) * shares[^1]);
                Assert.True(Math.Abs((paid / sizes[j]) - found[j]) < 1e-9, $"seed {seed}, trial {trial}, size {sizes[j]}");
            }
        }
    }

    [Fact]
    public void Side_WithoutLevels_FillsNothing()
    {
        var found = new double[2];
        Assert.Equal(0, BookWalk.Slippage(new BookSnapshot(), true, 100, [1, 2], found));
        Assert.Equal([0, 0], found);
    }
}
