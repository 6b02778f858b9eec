using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Baselines;

public class AllocationTests
{
    /// <summary>POV is not among them: its remark on the rate is a text.</summary>
    [Theory]
    [InlineData(Method.ClosedForm)]
    [InlineData(Method.Bisection)]
    [InlineData(Method.Newton)]
    [InlineData(Method.Sqp)]
    [InlineData(Method.DifferentialEvolution)]
    [InlineData(Method.Greedy)]
    [InlineData(Method.EqualSplit)]
    [InlineData(Method.Vwap)]
    public void SecondSolveOfASize_AllocatesNothing(Method id)
    {
        AllocationProblem problem = Make.Power(1e5, 1.5, [.. Enumerable.Range(1, 100).Select(i => (double)i)]);
        problem.Volume.Fill(1);
        problem.HasVolume = true;
        IAllocationMethod method = MethodTable.Find(id)!;
        var workspace = new Workspace();
        double[] x = new double[100];
        for (int warm = 0; warm < 2; warm++)
        {
            workspace.Reset();
            Assert.True(method.Solve(problem, new(), workspace, x).HasSchedule);
        }

        Assert.Equal(0, Allocation.Of(() =>
        {
            workspace.Reset();
            method.Solve(problem, new(), workspace, x);
        }));
    }
}
