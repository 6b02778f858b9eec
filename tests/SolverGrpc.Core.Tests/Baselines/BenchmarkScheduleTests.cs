using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Baselines;

/// <summary>VWAP and POV.</summary>
public class BenchmarkScheduleTests
{
    [Fact]
    public void Vwap_Volumes_IsProportionalToThem()
    {
        Answer answer = Problem(100, 10, 30, 60).Solve(Method.Vwap);
        Assert.Equal(Termination.Feasible, answer.Termination);
        Assert.Equal([10, 30, 60], answer.Schedule.ToArray());
        Assert.True(answer.Certificate.Gap > 0);
    }

    [Fact]
    public void Vwap_RandomVolumes_SumsExactly() => Cases.Run(500, random =>
    {
        double[] volume = [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ => random.LogUniform(1, 1e6))];
        AllocationProblem problem = Problem(random.LogUniform(1, 1e6), volume);
        Answer answer = problem.Solve(Method.Vwap);
        Assert.True(Math.Abs(CompensatedSum.Of(answer.Schedule) - problem.Quantity) <= Math.BitIncrement(problem.Quantity) - problem.Quantity);
        for (int i = 0; i < volume.Length; i++)
            Assert.Equal(problem.Quantity * volume[i] / volume.Sum(), answer.Schedule[i], 1e-12 * problem.Quantity);
    });

    [Theory]
    [InlineData(Method.Vwap)]
    [InlineData(Method.Pov)]
    public void NoVolumes_IsRefused(Method method) => AssertRefused(Make.Power(100, 1.5, 1, 2, 4).Solve(method), "needs volumes");

    [Fact]
    public void Vwap_CapBroken_IsRefusedWithThePeriod() =>
        AssertRefused(Problem(100, 10, 30, 60).Capped(100, 100, 59).Solve(Method.Vwap), "period 2");

    [Fact]
    public void Pov_NoBounds_IsVwapAndStatesTheRate()
    {
        Answer answer = Problem(10, 10, 30, 60).Solve(Method.Pov);
        Assert.Equal([1, 3, 6], answer.Schedule.ToArray());
        Assert.Contains("10.00", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Pov_CapBinds_TheOthersTradeAHigherConstantPart()
    {
        Answer answer = Problem(20, 10, 30, 60).Capped(100, 100, 8).Floored(0, 0, 0).Solve(Method.Pov);
        Assert.Equal([3, 9, 8], answer.Schedule.ToArray().Select(x => Math.Round(x, 12)));
    }

    [Fact]
    public void Pov_RandomCaps_TradesOneRateWhereNoBoundBinds() => Cases.Run(500, random =>
    {
        double[] volume = [.. Enumerable.Range(0, random.Next(2, 100)).Select(_ => random.LogUniform(1e4, 1e6))];
        AllocationProblem problem = Problem(volume.Sum() * .1, volume);
        Cases.Bound(random, problem);
        Answer answer = problem.Solve(Method.Pov);
        if (answer.Termination == Termination.Unsupported) return;
        double rate = double.NaN;
        for (int i = 0; i < volume.Length; i++)
        {
            double x = answer.Schedule[i];
            Assert.InRange(x, problem.Lower[i], problem.Upper[i]);
            if (x == problem.Lower[i] || x == problem.Upper[i]) continue;
            if (!double.IsNaN(rate)) Assert.Equal(rate, x / volume[i], 1e-9);
            rate = x / volume[i];
        }

        for (int i = 0; i < volume.Length && !double.IsNaN(rate); i++)
        {
            if (answer.Schedule[i] < rate * volume[i] * (1 - 1e-9)) Assert.Equal(problem.Upper[i], answer.Schedule[i]);
            if (answer.Schedule[i] > rate * volume[i] * (1 + 1e-9)) Assert.Equal(problem.Lower[i], answer.Schedule[i]);
        }
    });

    [Fact]
    public void Pov_MoreThanTheMarketTrades_IsRefusedWithTheRate() => AssertRefused(Problem(150, 10, 30, 60).Solve(Method.Pov), "150.00");

    [Fact]
    public void Pov_NoVolumeWhereThereIsRoom_IsRefused() =>
        AssertRefused(Problem(20, 10, 0, 60).Capped(5, 100, 10).Solve(Method.Pov), "cannot take the whole order");

    /// <summary>Whole lots: never a lot away from the fraction, and S exactly.</summary>
    [Theory]
    [InlineData(Method.Vwap)]
    [InlineData(Method.Pov)]
    public void WholeLots_RandomVolumes_AreWithinALot(Method method) => Cases.Run(500, random =>
    {
        double[] volume = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.LogUniform(1e4, 1e6))];
        AllocationProblem problem = Problem(1, volume);
        problem.Lots = new(100, random.Next(1, 100_000), .5, OddLotRule.LastPeriod);
        problem.Quantity = problem.Lots.QuantityUnits * .5;
        double whole = problem.Lots.QuantityUnits / 100, odd = problem.Lots.QuantityUnits % 100 * .5;
        double[] x = new double[volume.Length];
        MethodResult result = MethodTable.Find(method)!.Solve(problem, new(), new Workspace(), x);
        if (result.Refusal is not null && problem.Quantity > volume.Sum()) return;
        Assert.Null(result.Refusal);
        Assert.Equal(problem.Quantity, x.Sum());
        for (int i = 0; i < x.Length; i++)
        {
            double inLots = (x[i] - (i == x.Length - 1 ? odd : 0)) / 50;
            Assert.Equal(Math.Round(inLots), inLots);
            Assert.InRange(inLots - (whole * volume[i] / volume.Sum()), -1, 1);
        }
    });

    private static AllocationProblem Problem(double quantity, params double[] volume)
    {
        AllocationProblem problem = Make.Power(quantity, 1.5, Enumerable.Repeat(1.0, volume.Length).ToArray());
        volume.CopyTo(problem.Volume);
        problem.HasVolume = true;
        return problem;
    }

    private static void AssertRefused(Answer answer, string reason)
    {
        Assert.Equal(Termination.Unsupported, answer.Termination);
        Assert.Contains(reason, answer.Detail, StringComparison.Ordinal);
    }
}
