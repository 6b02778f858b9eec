using SolverGrpc.Bench;

namespace SolverGrpc.Core.Tests;

/// <summary>The classes of problems that the benchmarks measure: proven, and solved again within the bytes of bench/budgets.json, exactly.</summary>
public class ClassAllocationTests
{
    private const int Periods = 390;

    private static readonly Budgets Allowed = Budgets.Read(Path.Combine(AppContext.BaseDirectory, "budgets.json"));

    public static TheoryData<string> Names => [.. ProblemClass.All.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void SecondSolve_AllocatesItsBudget(string name)
    {
        ClassBudget budget = Assert.Single(Allowed.Classes, item => item.Class == name && item.Count == Periods);
        var run = new ClassRun(ProblemClass.Named(name).Draw(Periods));
        run.Verify(name);
        Assert.Equal(budget.Bytes, Allocation.Of(() => run.Solve()));
    }
}
