using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// Newton's method on φ(λ) = Σ x_i(λ) = S without any safeguard, from the mean marginal cost of the equal split:
/// λ := λ + (S − φ(λ)) / φ'(λ). Exact and fast where it converges (always for exponents up to 2 without bounds, where φ is
/// convex); with bounds or larger exponents it can run into a λ at which nothing moves, and says so.
/// </summary>
public sealed class NewtonMethod : IAllocationMethod
{
    private const double SumTolerance = 1e-13;
    private const int IterationLimit = 1000;

    /// <inheritdoc/>
    public Method Id => Method.Newton;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) =>
        ConvexSeparable.Refuse(traits)
        ?? ((traits & (ProblemTraits.Levels | ProblemTraits.Linear)) != 0 ? "Newton's method has no derivative where costs are linear" : null);

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        Span<double> upper = workspace.Take(schedule.Length);
        problem.Upper.CopyTo(upper);
        double quantity = problem.Quantity, lambda = Start(problem);
        for (int iterations = 1; iterations <= IterationLimit; iterations++)
        {
            double error = PriceResponse.Sum(problem, upper, lambda, settings.Budget, schedule) - quantity;
            if (double.IsNaN(error)) return new() { HasSchedule = false, Limit = LimitKind.Time, Iterations = iterations };
            workspace.Residuals.Add(error / quantity);
            if (Math.Abs(error) <= SumTolerance * quantity)
            {
                Remainder.Close(schedule, problem.Lower, upper, quantity);
                return new() { Lambda = lambda, Iterations = iterations };
            }

            double next = lambda - (error / PriceResponse.Slope(problem, upper, schedule));
            if (!double.IsFinite(next) || next == lambda) return Failed(iterations, "it came to a price at which no period moves");
            lambda = next;
        }

        return Failed(IterationLimit, "it did not converge");
    }

    private static MethodResult Failed(int iterations, string how) =>
        new() { HasSchedule = false, Limit = LimitKind.Iterations, Iterations = iterations, Remark = $"Newton's method failed: {how}" };

    private static double Start(AllocationProblem problem)
    {
        double equal = problem.Quantity / problem.PeriodCount;
        var sum = new CompensatedSum();
        for (int i = 0; i < problem.PeriodCount; i++) sum.Add(Curve.Marginal(problem.A[i], problem.B[i], problem.C[i], problem.D[i], equal));
        return sum.Value / problem.PeriodCount;
    }
}
