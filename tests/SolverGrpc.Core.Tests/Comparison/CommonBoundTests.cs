using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Comparison;

public class CommonBoundTests
{
    private const double Tolerance = SolveSettings.DefaultRelativeTolerance;
    private static readonly AllocationProblem Problem = Make.Power(100, 1.5, 1, 2, 4);

    [Fact]
    public void Apply_BetterBoundOfAnother_ShrinksTheGap()
    {
        Answer exact = Found(100, 100, ProofKind.Dual), heuristic = Found(110, 50, ProofKind.Dual);
        CommonBound.Apply(Problem, Tolerance, exact, [exact, heuristic]);
        Assert.Equal((Termination.Optimal, Termination.Feasible), (exact.Termination, heuristic.Termination));
        Assert.Equal(10, heuristic.Certificate.Gap);
    }

    [Fact]
    public void Apply_HeuristicAtTheBound_IsOptimal()
    {
        Answer exact = Found(100, 100, ProofKind.Dual), heuristic = Found(100, double.NegativeInfinity, ProofKind.None);
        CommonBound.Apply(Problem, Tolerance, exact, [heuristic]);
        Assert.Equal(Termination.Optimal, heuristic.Termination);
        Assert.Equal(ProofKind.Dual, heuristic.Certificate.Proof);
    }

    [Fact]
    public void Apply_ScheduleBelowAProvenBound_IsRefused()
    {
        Answer exact = Found(100, 100, ProofKind.Dual), impossible = Found(99, double.NegativeInfinity, ProofKind.None);
        CommonBound.Apply(Problem, Tolerance, exact, [impossible]);
        Assert.Equal(Termination.NumericalError, impossible.Termination);
        Assert.True(impossible.Schedule.IsEmpty);
    }

    [Fact]
    public void Apply_BoundOfAGrid_YieldsToOneThatHoldsEverywhere()
    {
        Answer grid = Found(105, 105, ProofKind.DynamicProgramming), exact = Found(100, 100, ProofKind.Dual);
        CommonBound.Apply(Problem, Tolerance, exact, [grid, exact]);
        Assert.Equal((Termination.Feasible, 100.0), (grid.Termination, grid.Certificate.LowerBound));
        Assert.Equal(Termination.Optimal, exact.Termination);
    }

    [Fact]
    public void Apply_OnlyABoundOfAGrid_LeavesSchedulesBelowItAlone()
    {
        Answer grid = Found(105, 105, ProofKind.DynamicProgramming);
        Answer above = Found(107, double.NegativeInfinity, ProofKind.None), below = Found(104, double.NegativeInfinity, ProofKind.None);
        CommonBound.Apply(Problem, Tolerance, grid, [above, below]);
        Assert.Equal(2, above.Certificate.Gap);
        Assert.Equal((Termination.Feasible, double.NegativeInfinity), (below.Termination, below.Certificate.LowerBound));
    }

    private static Answer Found(double objective, double bound, ProofKind proof)
    {
        var answer = new Answer();
        answer.Begin(Problem.PeriodCount);
        answer.ScheduleLength = Problem.PeriodCount;
        answer.Termination = Termination.Feasible;
        answer.Certificate = new Certificate(objective, bound, 0, 0, 0, 100, proof, 0);
        return answer;
    }
}
