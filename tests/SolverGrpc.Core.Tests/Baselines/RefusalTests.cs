using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Baselines;

/// <summary>What each baseline cannot do, it refuses with a reason; anything else it takes.</summary>
public class RefusalTests
{
    private const ProblemTraits NotConvexSeparable = ProblemTraits.AnyConcave | ProblemTraits.Coupled | ProblemTraits.MinimumSlice | ProblemTraits.Lots;

    [Theory]
    [InlineData(Method.ClosedForm, NotConvexSeparable | ProblemTraits.Levels | ProblemTraits.Linear)]
    [InlineData(Method.Bisection, NotConvexSeparable)]
    [InlineData(Method.Newton, NotConvexSeparable | ProblemTraits.Levels | ProblemTraits.Linear)]
    [InlineData(Method.Sqp, NotConvexSeparable | ProblemTraits.Levels | ProblemTraits.Linear)]
    [InlineData(Method.DifferentialEvolution, ProblemTraits.Lots | ProblemTraits.MinimumSlice | ProblemTraits.VarianceLimit | ProblemTraits.ValueAtRiskLimit)]
    [InlineData(Method.Greedy, ProblemTraits.Coupled | ProblemTraits.MinimumSlice)]
    [InlineData(Method.EqualSplit, ProblemTraits.None)]
    [InlineData(Method.Vwap, ProblemTraits.None)]
    [InlineData(Method.Pov, ProblemTraits.None)]
    public void Traits_EachByItself_AreRefusedAsStated(Method id, ProblemTraits refused)
    {
        IAllocationMethod method = MethodTable.Find(id)!;
        Assert.Null(method.Refuse(ProblemTraits.None));
        foreach (ProblemTraits trait in Enum.GetValues<ProblemTraits>().Where(trait => System.Numerics.BitOperations.IsPow2((int)trait)))
            Assert.True((method.Refuse(trait) is not null) == refused.HasFlag(trait), $"{id} and {trait}: {method.Refuse(trait)}");
    }

    [Fact]
    public void ClosedForm_OtherExponent_IsRefusedWithThePeriod() =>
        AssertRefused(Make.Curves(10, [0, 0], [0, 0], [1, 1], [1.5, 1.6]), "exponent of period 1");

    [Fact]
    public void ClosedForm_OtherLinearCost_IsRefusedWithThePeriod() =>
        AssertRefused(Make.Curves(10, [0, 1], [0, 0], [1, 1], [1.5, 1.5]), "linear cost of period 1");

    [Fact]
    public void ClosedForm_QuadraticAndPowerTerm_IsRefused() =>
        AssertRefused(Make.Curves(10, [0, 0], [0, 1], [1, 1], [1.5, 1.5]), "period 1 has a quadratic and a power term");

    [Fact]
    public void ClosedForm_CapBinds_IsRefusedWithThePeriod() =>
        AssertRefused(Make.Power(100, 1.5, 1, 2, 4).Capped(60, 100, 100), "binds in period 0");

    [Fact]
    public void ClosedForm_CapThatDoesNotBind_IsTaken() =>
        Assert.Equal(Termination.Optimal, Make.Power(100, 1.5, 1, 2, 4).Capped(80, 100, 100).Solve(Method.ClosedForm).Termination);

    private static void AssertRefused(AllocationProblem problem, string reason)
    {
        Answer answer = problem.Solve(Method.ClosedForm);
        Assert.Equal(Termination.Unsupported, answer.Termination);
        Assert.Contains(reason, answer.Detail, StringComparison.Ordinal);
        Assert.True(answer.Schedule.IsEmpty);
    }
}
