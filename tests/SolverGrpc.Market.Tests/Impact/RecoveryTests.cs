using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Impact;
using Xunit.Abstractions;

namespace SolverGrpc.Market.Tests.Impact;

/// <summary>What was put into simulated sessions is found again, and as often within the intervals as they promise.</summary>
public class RecoveryTests(ITestOutputHelper output)
{
    private const int Seeds = 500;
    private const double Least = 0.90, Most = 0.98;

    private static readonly SessionOptions Session = new() { PeriodCount = 26, BooksPerPeriod = 40, TradesPerPeriod = 4, SparseEvery = 4, SparseBooks = 5, HalfSpread = 0.0175 };

    [Fact]
    public void SharedExponent_OverManySeeds_IsCoveredAsOftenAsPromised() =>
        Cover("exponent", Estimates(Session).Select(run => (run.Found.Exponent, run.Truth.SlippageExponent[0])));

    [Fact]
    public void PeriodsOfTheirOwn_OverManySeeds_AreCoveredAsOftenAsPromised()
    {
        var runs = Estimates(Session with { PeriodNoise = 0.1, GrowthNoise = 0.06 });
        for (int sparse = 0; sparse < 2; sparse++)
        {
            int[] periods = [.. Enumerable.Range(0, Session.PeriodCount).Where(i => ((i + 1) % Session.SparseEvery == 0) == (sparse == 1))];
            string kind = sparse == 1 ? "sparse" : "dense";
            void Check(string name, Func<PeriodImpact, Interval> found, Func<SessionTruth, ImpactEstimate, int, double> truth) =>
                Cover($"{kind} {name}", runs.SelectMany(run => periods.Select(i => (found(run.Found.Periods[i]), truth(run.Truth, run.Found, i)))));
            Check("level", p => p.ReferenceSlippage, (truth, found, i) => truth.SlippageCoefficient[i] * Math.Pow(found.ReferenceSize, truth.SlippageExponent[i]));
            Check("alpha", p => p.PowerAlpha, (truth, _, i) => truth.SlippageCoefficient[i]);
            Check("beta", p => p.PowerBeta, (truth, _, i) => truth.SlippageExponent[i]);
            // what walking the mean book costs: the truth at a size in the middle, and the price of the shares between two of them
            Check("slippage", p => p.Slippage[4], (truth, found, i) => truth.SlippageCoefficient[i] * Math.Pow(found.Sizes[4], truth.SlippageExponent[i]));
            Check("level price", p => p.LevelPrice[5], (truth, found, i) => LevelPrice(truth, i, found.Sizes[4], found.Sizes[5]));
            Check("half-spread", p => p.HalfSpread, (truth, _, i) => truth.HalfSpread[i]);
        }
    }

    private static double LevelPrice(SessionTruth truth, int i, double from, double to)
    {
        double Cost(double x) => truth.SlippageCoefficient[i] * Math.Pow(x, 1 + truth.SlippageExponent[i]);
        return (Cost(to) - Cost(from)) / (to - from);
    }

    private static (SessionTruth Truth, ImpactEstimate Found)[] Estimates(SessionOptions options)
    {
        var runs = new (SessionTruth, ImpactEstimate)[Seeds];
        Parallel.For(0, Seeds, seed =>
        {
            SessionOptions own = options with { Seed = seed + 1 };
            runs[seed] = (new SessionTruth(own), Simulated.Estimate(own));
        });
        return runs;
    }

    private void Cover(string name, IEnumerable<(Interval Found, double Truth)> all)
    {
        (Interval Found, double Truth)[] rows = [.. all];
        double covered = rows.Average(row => row.Truth >= row.Found.Low && row.Truth <= row.Found.High ? 1.0 : 0.0);
        double bias = rows.Average(row => (row.Found.Value / row.Truth) - 1);
        double spread = Math.Sqrt(rows.Average(row => Math.Pow((row.Found.Value / row.Truth) - 1, 2)));
        double width = rows.Average(row => (row.Found.High - row.Found.Low) / (2 * 1.96 * row.Truth));
        output.WriteLine(FormattableString.Invariant($"{name,-20} covered {covered:P1}, bias {bias:P2}, error {spread:P2}, claimed {width:P2} ({rows.Length})"));
        Assert.True(covered is >= Least and <= Most, FormattableString.Invariant($"{name}: {covered:P1} of {rows.Length} intervals cover the truth"));
    }
}
