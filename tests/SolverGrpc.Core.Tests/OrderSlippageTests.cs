using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests;

public class OrderSlippageTests
{
    [Fact]
    public void LimitIsMet_AnswerIsTheUnlimitedOptimum()
    {
        AllocationProblem problem = Make.Power(7, 2, 1, 2, 4);
        problem.OrderSlippageLimit = 4;
        Assert.Equal(Termination.Optimal, problem.Solve().Termination);
    }

    [Fact]
    public void LimitCannotBeMet_LargestExecutableMeetsItExactly() => Cases.Run(50, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(2, 20));
        Answer free = problem.Solve();
        double limit = free.Cost.Total / problem.Quantity * random.NextDouble();
        if (limit <= 0) return;
        problem.OrderSlippageLimit = limit;
        Answer answer = problem.Solve();
        Assert.Equal(Termination.Infeasible, answer.Termination);

        double quantity = problem.Quantity, largest = answer.Infeasibility.LargestExecutable;
        Assert.Equal(quantity, largest + answer.Infeasibility.Shortfall, 1e-9 * quantity);
        if (largest == 0) return;
        problem.Quantity = largest * (1 - 1e-6);
        Assert.Equal(Termination.Optimal, problem.Solve().Termination);
        problem.Quantity = largest * (1 + 1e-6);
        Assert.Equal(Termination.Infeasible, problem.Solve().Termination);
    });
}
