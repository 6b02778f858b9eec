using SolverGrpc.Bench;

namespace SolverGrpc.Core.Tests;

/// <summary>The classes of problems that the benchmarks measure: proven, and solved again without a byte.</summary>
public class ClassAllocationTests
{
    private const int Periods = 390;

    public static TheoryData<string> Names => [.. ProblemClass.All.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void SecondSolve_AllocatesNothing(string name)
    {
        var run = new ClassRun(ProblemClass.Named(name).Draw(Periods));
        run.Verify(name);
        Assert.Equal(0, Allocation.Of(() => run.Solve()));
    }
}
