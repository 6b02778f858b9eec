using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// Sequential quadratic programming for the convex separable problem. The Hessian is diagonal, so that the subproblem
/// <code>
/// minimise Σ g_i (y_i − x_i) + h_i (y_i − x_i)² / 2   subject to  Σ y = S,  l ≤ y ≤ u
/// </code>
/// is a <see cref="QuadraticKnapsack"/> around x with prices g and weights 1 / h, O(N). Every iterate is feasible, hence
/// the cost itself is the merit function of the line search (Armijo, halving). Quadratic convergence at the end; the
/// iteration stops when the subproblem promises less than 1e-20 of the cost: periods of a millionth of the order still have
/// their last digits then.
/// </summary>
public sealed class SqpMethod : IAllocationMethod
{
    private const int IterationLimit = 200;
    private const int HalvingLimit = 60;
    private const double DecreaseTolerance = 1e-20;
    private const double CostTolerance = 1e-14;
    private const double ArmijoSlope = 1e-4;

    // a power is like its quadratic model nearby only: in one step it changes by this factor at most
    private const double TrustFactor = 10;

    /// <inheritdoc/>
    public Method Id => Method.Sqp;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) =>
        (traits & ProblemTraits.Coupled) != 0 ? "risk, drift and permanent impact give a Hessian that is not diagonal"
        : ConvexSeparable.Refuse(traits)
        ?? ((traits & (ProblemTraits.Levels | ProblemTraits.Linear)) != 0 ? "the quadratic model has no curvature where costs are linear" : null);

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        int n = schedule.Length;
        double quantity = problem.Quantity;
        Span<double> upper = workspace.Take(n), price = workspace.Take(n), weight = workspace.Take(n), next = workspace.Take(n);
        Span<double> least = workspace.Take(n), most = workspace.Take(n);
        FiniteBounds.Caps(problem, upper);

        // the feasible schedule nearest to the equal split
        next.Fill(quantity / n);
        price.Clear();
        weight.Fill(1);
        QuadraticKnapsack.Solve(next, price, weight, problem.Lower, upper, quantity, schedule);

        double lambda = double.NaN;
        LimitKind limit = LimitKind.Iterations;
        int iterations = 0;
        while (iterations < IterationLimit)
        {
            if (settings.Budget.Exhausted)
            {
                limit = LimitKind.Time;
                break;
            }

            iterations++;
            Model(problem, schedule, price, weight);
            TrustRegion(problem, upper, schedule, least, most);
            lambda = QuadraticKnapsack.Solve(schedule, price, weight, least, most, quantity, next);
            (double slope, double scale) = Slope(price, schedule, next, lambda);
            workspace.Residuals.Add(-slope / scale);
            bool last = !(slope < -DecreaseTolerance * scale);
            if (last) limit = LimitKind.None;
            if (!Search(problem, schedule, next, slope, scale) || last) break;
        }

        Remainder.Close(schedule, problem.Lower, upper, quantity);
        return new() { Lambda = lambda, Limit = limit, Iterations = iterations };
    }

    private static void Model(AllocationProblem problem, ReadOnlySpan<double> x, Span<double> price, Span<double> weight)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double a = problem.A[i], b = problem.B[i], c = problem.C[i], d = problem.D[i];
            price[i] = Curve.Marginal(a, b, c, d, x[i]);
            weight[i] = 1 / Curve.Curvature(b, c, d, x[i]);
        }
    }

    private static void TrustRegion(AllocationProblem problem, ReadOnlySpan<double> upper, ReadOnlySpan<double> x, Span<double> least, Span<double> most)
    {
        for (int i = 0; i < x.Length; i++)
        {
            bool power = problem.C[i] > 0;
            least[i] = power ? Math.Max(problem.Lower[i], x[i] / TrustFactor) : problem.Lower[i];
            most[i] = power ? Math.Min(upper[i], x[i] * TrustFactor) : upper[i];
        }
    }

    // derivative of the cost towards y (λ may be taken off every marginal cost, as the moves sum to 0), and what it is measured against
    private static (double Slope, double Scale) Slope(ReadOnlySpan<double> price, ReadOnlySpan<double> x, ReadOnlySpan<double> y, double lambda)
    {
        var slope = new CompensatedSum();
        double scale = double.Epsilon;
        for (int i = 0; i < x.Length; i++)
        {
            slope.Add((price[i] - lambda) * (y[i] - x[i]));
            scale += Math.Abs(price[i] * x[i]);
        }

        return (slope.Value, scale);
    }

    // moves x towards y as far as the cost falls enough; false: it does not
    private static bool Search(AllocationProblem problem, Span<double> x, ReadOnlySpan<double> y, double slope, double scale)
    {
        double before = Cost(problem, x, y, 0), rounding = CostTolerance * scale, step = 1;
        for (int halving = 0; halving < HalvingLimit; halving++, step /= 2)
        {
            if (!(Cost(problem, x, y, step) <= before + (ArmijoSlope * step * slope) + rounding)) continue;
            for (int i = 0; i < x.Length; i++) x[i] = Between(x[i], y[i], step);
            return true;
        }

        return false;
    }

    private static double Cost(AllocationProblem problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y, double step)
    {
        var cost = new CompensatedSum();
        for (int i = 0; i < x.Length; i++) cost.Add(Curve.Value(problem.A[i], problem.B[i], problem.C[i], problem.D[i], Between(x[i], y[i], step)));
        return cost.Value;
    }

    private static double Between(double x, double y, double step) => step == 1 ? y : x + (step * (y - x));
}
