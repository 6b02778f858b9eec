using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// Halves the interval that holds λ until Σ x_i(λ) = S or no double lies between its ends. Where Σ x jumps over S there
/// (linear costs), the periods that jump are filled earliest first. Exact, and slow: one bit of λ a pass.
/// </summary>
public sealed class BisectionMethod : IAllocationMethod
{
    private const double SumTolerance = 1e-14;

    /// <inheritdoc/>
    public Method Id => Method.Bisection;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) => ConvexSeparable.Refuse(traits);

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        Span<double> upper = workspace.Take(schedule.Length);
        FiniteBounds.Caps(problem, upper);
        double quantity = problem.Quantity;
        (double low, double high) = Bracket(problem, upper);
        for (int iterations = 1; ; iterations++)
        {
            double lambda = (low / 2) + (high / 2);
            double error = PriceResponse.Sum(problem, upper, lambda, settings.Budget, schedule) - quantity;
            if (double.IsNaN(error)) return new() { HasSchedule = false, Limit = LimitKind.Time, Iterations = iterations };
            workspace.Residuals.Add(error / quantity);

            bool met = Math.Abs(error) <= SumTolerance * quantity, stuck = lambda <= low || lambda >= high;
            if (met || stuck)
            {
                if (!met) lambda = FillJump(problem, upper, low, high, schedule);
                Remainder.Close(schedule, problem.Lower, upper, quantity);
                return new() { Lambda = lambda, Iterations = iterations };
            }

            if (error < 0) low = lambda;
            else high = lambda;
        }
    }

    // marginal costs at the floors and just above those at the caps
    private static (double Low, double High) Bracket(AllocationProblem problem, ReadOnlySpan<double> upper)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int i = 0; i < upper.Length; i++)
        {
            bool levels = problem.Family == CostFamily.Levels;
            low = Math.Min(low, levels ? problem.LevelsOf(i).Price[0] : Marginal(problem, i, problem.Lower[i]));
            high = Math.Max(high, levels ? problem.LevelsOf(i).Price[^1] : Marginal(problem, i, upper[i]));
        }

        return (Math.Max(low, double.MinValue), Math.Min(Math.BitIncrement(high), double.MaxValue));
    }

    private static double Marginal(AllocationProblem problem, int i, double x) =>
        Curve.Marginal(problem.A[i], problem.B[i], problem.C[i], problem.D[i], x);

    private static double FillJump(AllocationProblem problem, ReadOnlySpan<double> upper, double low, double high, Span<double> x)
    {
        double left = problem.Quantity - PriceResponse.Sum(problem, upper, low, SolveBudget.Unlimited, x);
        for (int i = 0; i < x.Length && left > 0; i++)
        {
            double take = Math.Min(PriceResponse.Of(problem, upper, i, high) - x[i], left);
            x[i] += take;
            left -= take;
        }

        return low;
    }
}
