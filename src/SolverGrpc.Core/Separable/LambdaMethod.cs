using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// The convex separable problem, minimise Σ f_i(x_i) subject to Σ x_i = S and l ≤ x ≤ u: find the λ at which
/// φ(λ) = Σ x_i(λ) = S (<see cref="Responses"/>). Newton in log λ inside a bracket; a step that leaves the bracket, or
/// a bracket that does not shrink, is replaced by a bisection over the doubles themselves. Where φ jumps over S, the
/// periods that jump are filled earliest first: no risk is added by waiting.
/// </summary>
public sealed class LambdaMethod : IAllocationMethod
{
    // Σ x carries a rounding error of about √N ulp; closer than this φ cannot be told from S.
    private const double SumTolerance = 1e-14;
    private const int IterationLimit = 400;

    /// <inheritdoc/>
    public Method Id => Method.Lambda;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) =>
        (traits & ProblemTraits.AnyConcave) != 0 ? "the multiplier finds a maximum where costs are concave"
        : (traits & ProblemTraits.Coupled) != 0 ? "risk, drift and permanent impact couple the periods"
        : (traits & ProblemTraits.MinimumSlice) != 0 ? "a minimum slice is not convex"
        : null;

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        MethodResult result = problem.Family == CostFamily.Levels
            ? BookSolver.Solve(problem, settings, workspace, schedule)
            : SolveCurves(problem, settings, workspace, schedule);
        bool lots = problem.Lots.Active && result.HasSchedule;
        return lots ? LotSolver.Solve(problem, result.Lambda, result.Iterations, settings, workspace, schedule) : result;
    }

    private static MethodResult SolveCurves(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        SolveStats stats = KernelSelection.Run<CurveSolve, SolveStats>(new(problem, settings, workspace, schedule));
        if (stats.Converged) return new() { Lambda = stats.Lambda, Iterations = stats.Passes };
        if (settings.Budget.Exhausted) return new() { HasSchedule = false, Limit = LimitKind.Time, Iterations = stats.Passes };
        workspace.Residuals.Clear();
        return SolvePlainly(problem, settings, workspace, schedule);
    }

    private static MethodResult SolvePlainly(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        double quantity = problem.Quantity;
        Span<double> upper = workspace.Take(problem.PeriodCount);
        FiniteCaps(problem, upper);

        (double low, double high, double scale) = Bracket(problem, upper);
        double lambda = settings.WarmLambda > low && settings.WarmLambda < high ? settings.WarmLambda : OrderedDouble.Middle(low, high);
        long width = OrderedDouble.Position(high) - OrderedDouble.Position(low);
        int iterations = 0, partial = -1;
        while (true)
        {
            (double sum, double slope) = Responses.At(problem, upper, lambda, schedule);
            iterations++;
            workspace.Residuals.Add((sum - quantity) / quantity);
            if (Math.Abs(sum - quantity) <= SumTolerance * quantity) break;
            if (sum < quantity) low = lambda;
            else high = lambda;

            long left = OrderedDouble.Position(high) - OrderedDouble.Position(low);
            if (left <= 1)
            {
                lambda = low;
                partial = FillJump(problem, upper, low, high, schedule, workspace);
                break;
            }

            if (iterations == IterationLimit || settings.Budget.Exhausted)
                return new() { HasSchedule = false, Limit = iterations == IterationLimit ? LimitKind.Iterations : LimitKind.Time, Iterations = iterations };

            double next = lambda + NewtonStep(lambda - scale, sum, slope, quantity);
            bool shrinks = iterations % 3 != 0 || left < width / 2;
            if (iterations % 3 == 0) width = left;
            lambda = shrinks && next > low && next < high ? next : OrderedDouble.Middle(low, high);
        }

        ExactSum.Close(schedule, problem.Lower, upper, Weights(problem, upper, schedule, partial, workspace), quantity);
        return new() { Lambda = lambda, Iterations = iterations };
    }

    /// <summary>
    /// Finite caps: min(u_i, 2 (S − Σ_{j≠i} l_j)). Every schedule stays below half of an added cap, so that it neither
    /// binds nor leaves λ undetermined.
    /// </summary>
    private static void FiniteCaps(AllocationProblem problem, Span<double> upper)
    {
        ReadOnlySpan<double> lower = problem.Lower, given = problem.Upper;
        double free = Math.Max(0, problem.Quantity - CompensatedSum.Of(lower));
        for (int i = 0; i < upper.Length; i++) upper[i] = Math.Max(lower[i], Math.Min(given[i], 2 * (lower[i] + free)));
    }

    // φ(low) ≤ S ≤ φ(high); scale is the smallest a, from which λ is measured in log space
    private static (double Low, double High, double Scale) Bracket(AllocationProblem problem, ReadOnlySpan<double> upper)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity, scale = double.PositiveInfinity;
        for (int i = 0; i < upper.Length; i++)
        {
            (double first, double last, double least) = CurveRange(problem, i, upper[i]);
            low = Math.Min(low, first);
            high = Math.Max(high, last);
            scale = Math.Min(scale, least);
        }

        return (Math.Max(low, double.MinValue), Math.Min(Math.BitIncrement(high), double.MaxValue), scale);
    }

    private static (double First, double Last, double Least) CurveRange(AllocationProblem problem, int i, double upper)
    {
        double a = problem.A[i], b = problem.B[i], c = problem.C[i], d = problem.D[i];
        return (Curve.Marginal(a, b, c, d, problem.Lower[i]), Curve.Marginal(a, b, c, d, upper), a);
    }

    // Newton on log φ as a function of log(λ − scale), where both are positive: pure powers are straight lines there
    private static double NewtonStep(double distance, double sum, double slope, double quantity)
    {
        if (slope <= 0) return double.NaN;
        double linear = (quantity - sum) / slope;
        if (distance <= 0 || sum <= 0) return linear;
        double logStep = Math.Log(quantity / sum) * sum / (slope * distance);
        return distance * (Math.Exp(logStep) - 1);
    }

    // Returns the last period that was filled, which is the one that may be between its two values.
    private static int FillJump(AllocationProblem problem, ReadOnlySpan<double> upper, double low, double high, Span<double> x, Workspace workspace)
    {
        Span<double> above = workspace.Take(x.Length);
        Responses.At(problem, upper, high, above);
        Responses.At(problem, upper, low, x);
        double left = problem.Quantity - CompensatedSum.Of(x);
        int last = -1;
        for (int i = 0; i < x.Length && left > 0; i++)
        {
            double take = Math.Min(above[i] - x[i], left);
            if (take <= 0) continue;
            x[i] += take;
            left -= take;
            last = i;
        }

        return last;
    }

    // 1 / f'' where it is finite; with a jump, the period that is between its two values takes all
    private static ReadOnlySpan<double> Weights(AllocationProblem problem, ReadOnlySpan<double> upper, ReadOnlySpan<double> x, int partial, Workspace workspace)
    {
        ReadOnlySpan<double> b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower;
        Span<double> weights = workspace.Take(x.Length);
        weights.Clear();
        if (partial >= 0)
        {
            weights[partial] = 1;
            return weights;
        }

        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] <= lower[i] || x[i] >= upper[i]) continue;
            double weight = 1 / Curve.Curvature(b[i], c[i], d[i], x[i]);
            if (double.IsFinite(weight)) weights[i] = weight;
        }

        return weights;
    }
}
