using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests.Reductions;

/// <summary>Whatever y the bins get, it costs what the periods' equal parts of it cost.</summary>
public sealed class RebinningTests
{
    [Fact]
    public void Merge_Curves_KeepsTheExpectedCost()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            int n = random.Next(1, 14), size = random.Next(1, 6);
            AllocationProblem periods = Curves(random, n, size);
            AssertSameCost(periods, size, random, $"seed {seed}");
        }
    }

    [Fact]
    public void Merge_Books_KeepsTheExpectedCost()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            int n = random.Next(1, 14), size = random.Next(1, 6);
            var books = new (double, double)[n][];
            for (int i = 0; i < n; i++)
                books[i] = [(random.Next(4), random.NextDouble()), (1 + random.Next(4), 1 + random.NextDouble()), (random.Next(2) == 0 ? 20 : double.PositiveInfinity, 3)];
            AllocationProblem periods = Make.Book(1, books);
            if (random.Next(2) == 0) AddDrift(periods, random);
            AssertSameCost(periods, size, random, $"seed {seed}");
        }
    }

    [Fact]
    public void Merge_ShallowBook_EndsTheBin()
    {
        AllocationProblem periods = Make.Book(1, [(2, 1.0), (1, 2.0)], [(10, 1.5)]);
        var bins = new AllocationProblem();
        Assert.Null(Rebinning.Merge(periods, 2, bins));
        Assert.Equal(6, PeriodCost.Cap(bins, 0)); // 3 shares of the first period, and as many of the second
    }

    [Fact]
    public void Merge_Bounds_HoldInEveryPeriodOfTheBin()
    {
        AllocationProblem periods = Make.Power(10, 1.5, 1, 1, 1, 1, 1).Floored(1, 2, 0, 0, 3).Capped(9, 5, 7, double.PositiveInfinity, 8);
        periods.HasVolume = periods.HasMinimumSlice = true;
        ((double[])[1, 2, 3, 4, 5]).CopyTo(periods.Volume);
        ((double[])[0, 1, 4, 3, 2]).CopyTo(periods.MinimumSlice);
        var bins = new AllocationProblem();
        Assert.Null(Rebinning.Merge(periods, 2, bins));
        Assert.Equal([4, 0, 3], bins.Lower);
        Assert.Equal([10, 14, 8], bins.Upper);
        Assert.Equal([2, 8, 2], bins.MinimumSlice);
        Assert.Equal([3, 7, 5], bins.Volume);
    }

    [Fact]
    public void Merge_Variance_AddsUp()
    {
        AllocationProblem periods = Make.Power(10, 1.5, 1, 1, 1);
        periods.HasVariance = true;
        ((double[])[1, 2, 4]).CopyTo(periods.PriceVariance);
        var bins = new AllocationProblem();
        Assert.Null(Rebinning.Merge(periods, 2, bins));
        Assert.Equal([3, 4], bins.PriceVariance);
        Assert.Equal(3 * 16, Objective.Of(bins, [6, 4]).Variance);
    }

    [Fact]
    public void Merge_DifferentExponents_IsNoCurve()
    {
        AllocationProblem periods = Make.Curves(1, [0, 0], [0, 0], [1, 1], [1.5, 1.6]);
        Assert.Contains("exponents", Rebinning.Merge(periods, 2, new()), StringComparison.Ordinal);
        Assert.Null(Rebinning.Merge(periods, 1, new()));
    }

    [Fact]
    public void Merge_BooksWithPermanentImpact_IsNoBook()
    {
        AllocationProblem periods = Make.Book(1, [(2, 1.0)], [(10, 1.5)]);
        periods.HasPermanentImpact = true;
        periods.PermanentImpact.Fill(1);
        Assert.Contains("permanent", Rebinning.Merge(periods, 2, new()), StringComparison.Ordinal);
    }

    private static void AssertSameCost(AllocationProblem periods, int size, Random random, string label)
    {
        var bins = new AllocationProblem();
        Assert.Null(Rebinning.Merge(periods, size, bins));
        var y = new double[bins.PeriodCount];
        for (int bin = 0; bin < y.Length; bin++) y[bin] = Math.Min(10 * random.NextDouble(), PeriodCost.Cap(bins, bin));
        var x = new double[periods.PeriodCount];
        for (int i = 0; i < x.Length; i++) x[i] = y[i / size] / Math.Min(size, x.Length - (i / size * size));
        periods.Quantity = bins.Quantity = CompensatedSum.Of(y);
        double expected = Objective.Of(periods, x).Cost.Total, actual = Objective.Of(bins, y).Cost.Total;
        Assert.True(Math.Abs(expected - actual) <= 1e-11 * (1 + Math.Abs(expected)), $"{label}: {expected} and {actual}");
    }

    private static AllocationProblem Curves(Random random, int n, int size)
    {
        double[] a = new double[n], b = new double[n], c = new double[n], d = new double[n];
        for (int i = 0; i < n; i++)
        {
            (a[i], b[i], c[i]) = (random.NextDouble() - 0.5, random.Next(2) * random.NextDouble(), random.Next(2) * random.NextDouble());
            d[i] = i % size == 0 ? 0.4 + (2 * random.NextDouble()) : d[i - 1];
        }

        AllocationProblem problem = Make.Curves(1, a, b, c, d);
        if (random.Next(2) == 0) AddDrift(problem, random);
        if (random.Next(2) == 0)
        {
            problem.HasPermanentImpact = true;
            for (int i = 0; i < n; i++) problem.PermanentImpact[i] = random.NextDouble();
        }

        return problem;
    }

    private static void AddDrift(AllocationProblem problem, Random random)
    {
        problem.HasDrift = true;
        for (int i = 0; i < problem.PeriodCount; i++) problem.Drift[i] = random.NextDouble() - 0.5;
    }
}
