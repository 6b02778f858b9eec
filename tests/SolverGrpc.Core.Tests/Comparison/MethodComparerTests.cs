using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Comparison;

public class MethodComparerTests
{
    private static ComparisonReport Compare(AllocationProblem problem, ComparisonRequest? request = null) =>
        new MethodComparer(TimeProvider.System).Compare(problem, request ?? new(), new Workspace(), CancellationToken.None);

    private static AllocationProblem Problem() => Make.Power(100, 1.5, 1, 2, 4);

    [Fact]
    public void Compare_NoMethodsNamed_RunsAutoAndEveryMethodThatTakesTheProblem()
    {
        IEnumerable<Method> expected = MethodTable.All.Where(method => method.Refuse(ProblemTraits.None) is null).Select(method => method.Id).Prepend(Method.Auto);
        Assert.Equal(expected, Compare(Problem()).Methods.Select(row => row.Method));
    }

    [Fact]
    public void Compare_NamedMethods_KeepsTheirOrder()
    {
        Method[] methods = [Method.EqualSplit, Method.Auto];
        Assert.Equal(methods, Compare(Problem(), new() { Methods = methods }).Methods.Select(row => row.Method));
    }

    [Fact]
    public void Compare_BaselineAlone_IsMeasuredAgainstTheProvenOptimum()
    {
        MethodComparison row = Assert.Single(Compare(Problem(), new() { Methods = [Method.EqualSplit] }).Methods);
        Answer optimum = Problem().Solve();

        Assert.Equal(Termination.Feasible, row.Answer.Termination);
        Assert.Equal(ProofKind.Dual, row.Answer.Certificate.Proof);
        Assert.Equal(row.Answer.Certificate.Objective - optimum.Certificate.Objective, row.Answer.Certificate.Gap, 1e-9);
        Assert.Equal(0, row.Saving);
    }

    [Fact]
    public void Compare_EqualSplitIsOptimal_IsJudgedOptimal()
    {
        MethodComparison row = Assert.Single(Compare(Make.Power(100, 1.5, 2, 2, 2), new() { Methods = [Method.EqualSplit] }).Methods);
        Assert.Equal(Termination.Optimal, row.Answer.Termination);
    }

    [Fact]
    public void Compare_OptimalRow_SavesAgainstTheEqualSplit()
    {
        ComparisonReport report = Compare(Problem(), new() { Methods = [Method.Auto, Method.EqualSplit] });
        (double optimal, double equal) = (report.Methods[0].Answer.Certificate.Objective, report.Methods[1].Answer.Certificate.Objective);

        Assert.True(report.EqualSplit.Feasible);
        Assert.Equal(equal, report.EqualSplit.Objective, 1e-12 * equal);
        Assert.Equal((equal - optimal) / equal, report.Methods[0].Saving, 1e-12);
        Assert.Equal(76.190476, report.Methods[0].Statistics.Largest, 6);
        Assert.Equal(0, report.Methods[1].Statistics.StandardDeviation, 1e-12);
    }

    [Fact]
    public void Compare_EqualSplitBreaksACap_SaysSo()
    {
        ComparisonReport report = Compare(Problem().Capped(20, 100, 100), new() { Methods = [Method.EqualSplit] });
        Assert.False(report.EqualSplit.Feasible);
        Assert.Equal(Termination.Unsupported, report.Methods[0].Answer.Termination);
        Assert.Contains("period 0", report.Methods[0].Answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_Elapsed_IsMeasuredWithTheGivenClock()
    {
        var clock = new SteppingClock();
        ComparisonReport report = new MethodComparer(clock).Compare(Problem(), new() { Methods = [Method.Auto] }, new Workspace(), CancellationToken.None);
        Assert.Equal(TimeSpan.FromSeconds(1), report.Methods[0].Elapsed);
    }

    [Fact]
    public void Compare_Cancelled_Throws() => Assert.Throws<OperationCanceledException>(() =>
        new MethodComparer(TimeProvider.System).Compare(Problem(), new(), new Workspace(), new CancellationToken(true)));

    /// <summary>Pure powers are homogeneous: the saving does not depend on the size, the objective grows with its power d.</summary>
    [Fact]
    public void Sensitivity_PurePower_ScalesWithSize()
    {
        double[] factors = [.5, 1, 2];
        ComparisonReport report = Compare(Problem(), Resized(Problem, factors));
        MethodComparison unchanged = report.Methods[0];
        Assert.Equal(factors, report.Sensitivity.Select(point => point.Change.Size));
        foreach (SensitivityPoint point in report.Sensitivity)
        {
            double expected = unchanged.Answer.Certificate.Objective * Math.Pow(point.Change.Size, 1.5);
            Assert.Equal(unchanged.Saving, point.Saving, 1e-12);
            Assert.Equal(expected, point.Answer.Certificate.Objective, 1e-11 * expected);
            Assert.Equal(expected, point.UnchangedScheduleObjective, 1e-11 * expected);
        }
    }

    /// <summary>Next to a linear term that stays, more impact moves the optimum: not solving again costs.</summary>
    [Fact]
    public void Sensitivity_ImpactNextToSpread_MakesTheUnchangedScheduleDearer()
    {
        AllocationProblem problem = Make.Curves(100, [.1, 0, 0], [0, 0, 0], [1, 2, 4], [1.5, 1.5, 1.5]);
        AllocationProblem changed = Make.Curves(100, [.1, 0, 0], [0, 0, 0], [.01, .02, .04], [1.5, 1.5, 1.5]);
        var request = new ComparisonRequest { Methods = [Method.Auto], Changes = [new() { Impact = .01 }], Change = _ => changed };
        SensitivityPoint point = Assert.Single(Compare(problem, request).Sensitivity);
        double expected = changed.Solve().Certificate.Objective;
        Assert.Equal(.01, point.Change.Impact);
        Assert.Equal(expected, point.Answer.Certificate.Objective, 1e-12 * expected);
        Assert.True(point.UnchangedScheduleObjective > expected * 1.001);
    }

    [Fact]
    public void Sensitivity_SizeBeyondTheCaps_IsInfeasible()
    {
        SensitivityPoint point = Assert.Single(Compare(Problem().Capped(60, 60, 60), Resized(() => Problem().Capped(60, 60, 60), 2)).Sensitivity);
        Assert.Equal(Termination.Infeasible, point.Answer.Termination);
        Assert.Equal(20, point.Answer.Infeasibility.Shortfall, 1e-9);
        Assert.Equal(0, point.Saving);
    }

    [Fact]
    public void Sensitivity_ChangeThatMakesNoProblem_IsUnsupported()
    {
        SensitivityPoint point = Assert.Single(Compare(Problem(), new() { Methods = [Method.Auto], Changes = [new() { Exponent = 2 }], Change = _ => null }).Sensitivity);
        Assert.Equal(Termination.Unsupported, point.Answer.Termination);
        Assert.True(double.IsNaN(point.UnchangedScheduleObjective));
    }

    private static ComparisonRequest Resized(Func<AllocationProblem> problem, params double[] factors) => new()
    {
        Methods = [Method.Auto],
        Changes = [.. factors.Select(factor => new ProblemChange { Size = factor })],
        Change = change =>
        {
            AllocationProblem changed = problem();
            changed.Quantity *= change.Size;
            return changed;
        },
    };

    /// <summary>A second passes between two looks.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now++;
    }
}
