using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>Published examples of optimal execution.</summary>
public class PublishedCoupledNumbersTests
{
    private const double Size = 1e6;

    [Theory]
    [InlineData(1e-6, 542380.7, 290295.1, 148216.1, 62303.2, 910477.8, 363868.0e6)]
    [InlineData(2e-6, 429070.5, 183331.3, 76538.0, 27752.3, 1139645.3, 201906.1e6)]
    public void AlmgrenChriss2000_Example_GivesHoldingsCostAndVariance(
        double aversion, double first, double second, double third, double fourth, double cost, double variance)
    {
        Answer answer = AlmgrenChriss(.30 * 50 / Math.Sqrt(250)).Minding(RiskKind.Aversion, aversion).Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        double left = Size;
        foreach ((double holding, int i) in new[] { first, second, third, fourth }.Select((value, i) => (value, i)))
        {
            left -= answer.Schedule[i];
            Assert.Equal(holding, left, .06);
        }

        Assert.Equal(cost, answer.Cost.Total, .06);
        Assert.Equal(variance / 1e6, answer.Variance / 1e6, .06);
    }

    [Theory]
    [InlineData(.25e-6, .6996, .7513)]
    [InlineData(.5e-6, .7681, .5634)]
    [InlineData(1e-6, .9112, .3641)]
    [InlineData(2e-6, 1.1407, .2019)]
    [InlineData(4e-6, 1.4341, .0970)]
    public void AlmgrenChriss2000_Frontier_GivesCostAndVariance(double aversion, double cost, double variance)
    {
        Answer answer = AlmgrenChriss(.95).Minding(RiskKind.Aversion, aversion).Solve();
        Assert.Equal(cost, answer.Cost.Total / 1e6, 5e-5);
        Assert.Equal(variance, answer.Variance / 1e12, 5e-5);
    }

    [Fact]
    public void AlmgrenChriss2000_NoAversionAndNoDelay_AreTheEnds()
    {
        Answer calm = AlmgrenChriss(.9487).Solve(Method.InteriorPoint);
        Assert.Equal(662500, calm.Cost.Total, 1e-3);
        Assert.Equal(1080000e6, calm.Variance, 1e8);
        Answer fast = AlmgrenChriss(.9487).Minding(RiskKind.VarianceLimit, 0).Solve();
        Assert.Equal(Termination.Optimal, fast.Termination);
        Assert.Equal(2562500, fast.Cost.Total, 1e-3);
        Assert.Equal(0, fast.Variance);
    }

    [Theory]
    [InlineData(5, 1e-6)]
    [InlineData(5, 2e-5)]
    [InlineData(390, 1e-6)]
    [InlineData(10_000, 1e-7)]
    public void AlmgrenChriss2000_AnyGrid_FollowsTheClosedForm(int periods, double aversion)
    {
        const double Sigma = .95, Gamma = 2.5e-7, Eta = 2.5e-6;
        double tau = 5.0 / periods;
        AllocationProblem problem = AlmgrenChriss(Sigma, periods).Minding(RiskKind.Aversion, aversion);
        Answer answer = problem.Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        double rate = aversion * Sigma * Sigma / (Eta - (Gamma * tau / 2));
        double kappa = Math.Acosh(1 + (rate * tau * tau / 2)) / tau;
        double left = Size;
        for (int j = 1; j <= periods; j++)
        {
            left -= answer.Schedule[j - 1];
            Assert.Equal(Math.Sinh(kappa * (5 - (j * tau))) / Math.Sinh(kappa * 5), left / Size, 1e-9);
        }
    }

    [Theory]
    [InlineData(.5, 1, .02, 221, 11)]
    [InlineData(.5, 10, .09, 103, 23)]
    [InlineData(.5, 100, .40, 48, 49)]
    [InlineData(.5, 1000, 1.84, 22, 105)]
    [InlineData(.5, 10_000, 8.55, 10, 226)]
    [InlineData(1, 1, .07, 354, 19)]
    [InlineData(1, 10, .22, 112, 33)]
    [InlineData(1, 100, .71, 35, 59)]
    [InlineData(1, 1000, 2.24, 11, 106)]
    [InlineData(1, 10_000, 7.07, 4, 188)]
    [InlineData(2, 1, .22, 462, 30)]
    [InlineData(2, 10, .46, 99, 45)]
    [InlineData(2, 100, 1.00, 21, 65)]
    [InlineData(2, 1000, 2.15, 5, 96)]
    [InlineData(2, 10_000, 4.64, 1, 141)]
    public void Almgren2003_LongHorizon_GivesTimeCostAndDeviation(double k, double tolerance, double time, double cost, double deviation)
    {
        const double Shares = 1e5;
        double eta = .5 / Math.Pow(Shares, k), aversion = 1 / (1000 * tolerance);
        double characteristic = Math.Pow(k * eta * Math.Pow(Shares, k - 1) / aversion, 1 / (k + 1));
        Assert.Equal(time, characteristic, .0051);
        double expected = (k + 1) / ((3 * k) + 1) * eta * Math.Pow(Shares, k + 1) / Math.Pow(characteristic, k);
        double variance = (k + 1) / ((3 * k) + 1) * Shares * Shares * characteristic;
        Assert.Equal(cost, expected / 1000, .51);
        Assert.Equal(deviation, Math.Sqrt(variance) / 1000, .51);

        Answer answer = PowerLaw(k, Shares, aversion, characteristic / 200, 8000).Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(1, answer.Cost.Total / expected, .01);
        Assert.Equal(1, answer.Variance / variance, .01);
    }

    [Theory]
    [InlineData(.25, .4568777716, .0992125657)]
    [InlineData(.5, .421875, .052734375)]
    [InlineData(.75, .3926959038, .0229835737)]
    public void Almgren2003_FinerGrid_ConvergesToTheTrajectory(double k, double atOne, double atFive)
    {
        (double One, double Five) coarse = Trajectory(k, 50), fine = Trajectory(k, 100);
        Assert.Equal(atOne, fine.One, .003);
        Assert.Equal(atFive, fine.Five, .0005);
        Assert.True(Math.Abs(fine.One - atOne) < .6 * Math.Abs(coarse.One - atOne), $"{coarse.One:R} {fine.One:R}");
    }

    [Fact]
    public void BertsimasLo_LinearLaw_CostsAsPublished()
    {
        const double Theta = 5e-5;
        double[] a = Enumerable.Repeat(50.0, 20).ToArray(), b = Enumerable.Repeat(Theta, 20).ToArray();
        Answer answer = Make.Quadratic(1e5, a, b).Permanent(Theta).Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(5262500, answer.Cost.Total, 1e-5);
        Assert.All(answer.Schedule.ToArray(), x => Assert.Equal(5000, x, 1e-6));
    }

    private static (double One, double Five) Trajectory(double k, int stepsPerTime)
    {
        // T* = 1
        double[] x = PowerLaw(k, 1, 1, 1.0 / stepsPerTime, 100 * stepsPerTime, 1 / k).Solve().Schedule.ToArray();
        return (x[stepsPerTime..].Sum(), x[(5 * stepsPerTime)..].Sum());
    }

    // h(v) = η v^k traded at x / τ per unit of time, σ = 1
    private static AllocationProblem PowerLaw(double k, double shares, double aversion, double tau, int periods, double? eta = null)
    {
        double c = (eta ?? (.5 / Math.Pow(shares, k))) * Math.Pow(tau, -k);
        return Make.Power(shares, 1 + k, Enumerable.Repeat(c, periods).ToArray()).Volatile(tau).Minding(RiskKind.Aversion, aversion);
    }

    private static AllocationProblem AlmgrenChriss(double sigma, int periods = 5)
    {
        double tau = 5.0 / periods;
        double[] a = Enumerable.Repeat(.0625, periods).ToArray(), b = Enumerable.Repeat(2.5e-6 / tau, periods).ToArray();
        return Make.Quadratic(Size, a, b).Volatile(sigma * sigma * tau).Permanent(2.5e-7);
    }
}
