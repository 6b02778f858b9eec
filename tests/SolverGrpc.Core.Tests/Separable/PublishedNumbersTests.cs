using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Separable;

/// <summary>The numbers of docs/mathematics.md, "Numbers to test against", for separable convex problems.</summary>
public class PublishedNumbersTests
{
    [Fact]
    public void PowerLaw_NoCaps_GivesPublishedSchedule() =>
        Expect(Make.Power(100, 1.5, 1, 2, 4).Solve(), 872.871561, 13.093073, 76.190476, 19.047619, 4.761905);

    [Fact]
    public void PowerLaw_CapBinds_GivesPublishedScheduleAndMultiplier()
    {
        Answer answer = Make.Power(100, 1.5, 1, 2, 4).Capped(60, double.PositiveInfinity, double.PositiveInfinity).Solve();
        Expect(answer, 917.306342, 16.970563, 60, 32, 8);
        Assert.Equal(5.351613, answer.Lambda - Costs.Curve.Marginal(0, 0, 1, 1.5, 60), 6);
    }

    [Fact]
    public void Quadratic_NoCaps_GivesPublishedSchedule() => Expect(Make.Power(7, 2, 1, 2, 4).Solve(), 28, 8, 4, 2, 1);

    [Fact]
    public void PowerLaw_SmallIntegers_GivesPublishedSchedule() => Expect(Make.Power(21, 1.5, 1, 2, 4).Solve(), 84, 6, 16, 4, 1);

    [Fact]
    public void MixedExponents_NoCaps_GivesPublishedSchedule() =>
        Expect(Make.Curves(5.5, [0, 0], [0, 0], [1, 1], [2, 1.5]).Solve(), 10.25, 3, 1.5, 4);

    [Fact]
    public void QuadraticWithLinearTerm_OnePeriodUnused_GivesPublishedSchedule() =>
        Expect(Make.Quadratic(3, [0, 1, 10], [1, 1, 1]).Solve(), 5.875, 3.5, 1.75, 1.25, 0);

    /// <summary>Seed 004: 141 periods at beta 1.3293983e-4 and 249 at 5.6287083e-5; the figure is Σ beta x² / S.</summary>
    [Theory]
    [InlineData(50_000, .009117, .010769)]
    [InlineData(75_000, .013675, .016154)]
    [InlineData(100_000, .018234, .021538)]
    [InlineData(150_000, .027350, .032308)]
    [InlineData(200_000, .036467, .043077)]
    public void LinearImpact_TwoLiquidityRegimes_GivesSeedTable(double quantity, double optimal, double equal)
    {
        var problem = Make.Quadratic(quantity, new double[390], TwoRegimes());
        Answer answer = problem.Solve();
        Answer split = problem.Solve(Method.EqualSplit);

        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(optimal, answer.Certificate.Objective / quantity, 6);
        Assert.Equal(equal, split.Certificate.Objective / quantity, 6);
        Assert.Equal(.15344, 1 - (answer.Certificate.Objective / split.Certificate.Objective), 5);
        if (quantity == 100_000)
            Assert.Equal(89.74, ScheduleStatistics.Of(answer.Schedule).StandardDeviation, 2);
    }

    /// <summary>A half-spread that is the same in all periods changes the saving, not the schedule.</summary>
    [Theory]
    [InlineData(50_000, .0537)]
    [InlineData(100_000, .0796)]
    [InlineData(200_000, .1048)]
    public void LinearImpact_WithHalfSpread_SavingDependsOnSize(double quantity, double saving)
    {
        var bare = Make.Quadratic(quantity, new double[390], TwoRegimes());
        var problem = Make.Quadratic(quantity, Enumerable.Repeat(.02, 390).ToArray(), TwoRegimes());
        Answer answer = problem.Solve();
        Assert.Equal(saving, 1 - (answer.Certificate.Objective / problem.Solve(Method.EqualSplit).Certificate.Objective), 4);
        Answer without = bare.Solve();
        for (int i = 0; i < 390; i++) Assert.Equal(without.Schedule[i], answer.Schedule[i], 1e-9 * quantity);
    }

    /// <summary>The same coefficients with other exponents.</summary>
    [Theory]
    [InlineData(1.5, .2010)]
    [InlineData(1.6, .1872)]
    [InlineData(3, .1222)]
    public void PowerLaw_TwoLiquidityRegimes_GivesPublishedSaving(double d, double saving)
    {
        var problem = Make.Power(100_000, d, TwoRegimes());
        Assert.Equal(saving, 1 - (problem.Solve().Certificate.Objective / problem.Solve(Method.EqualSplit).Certificate.Objective), 4);
    }

    private static double[] TwoRegimes() =>
        [.. Enumerable.Repeat(1.3293983e-4, 141), .. Enumerable.Repeat(5.6287083e-5, 249)];

    private static void Expect(Answer answer, double objective, double lambda, params double[] schedule)
    {
        Assert.Equal(Termination.Optimal, answer.Termination);
        for (int i = 0; i < schedule.Length; i++) Assert.Equal(schedule[i], answer.Schedule[i], 6);
        Assert.Equal(objective, answer.Certificate.Objective, 6);
        Assert.Equal(lambda, answer.Lambda, 6);
    }
}
