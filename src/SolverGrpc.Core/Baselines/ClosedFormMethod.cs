using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// f_i(x) = a x + k_i x^d with the same a and the same d &gt; 1 in every period and no bound that binds: k_i d x_i^(d−1) is
/// the same in all, hence x_i = S w_i / Σ w with w_i = k_i^(−1/(d−1)). d = 2 gives x_i ∝ 1 / k_i. The weights are
/// formed from logarithms relative to the largest.
/// </summary>
public sealed class ClosedFormMethod : IAllocationMethod
{
    /// <inheritdoc/>
    public Method Id => Method.ClosedForm;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) =>
        ConvexSeparable.Refuse(traits)
        ?? ((traits & (ProblemTraits.Levels | ProblemTraits.Linear)) != 0 ? "the closed form needs strictly convex curves" : null);

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        (double firstK, double d) = Power(problem, 0);
        double logScale = Math.Log(firstK), smallest = double.PositiveInfinity;
        for (int i = 0; i < schedule.Length; i++)
        {
            (double k, double exponent) = Power(problem, i);
            if (Mismatch(problem, i, exponent, d) is { } reason) return new() { HasSchedule = false, Refusal = reason };
            schedule[i] = Math.Log(k) - logScale;
            smallest = Math.Min(smallest, schedule[i]);
        }

        for (int i = 0; i < schedule.Length; i++) schedule[i] = Math.Exp((smallest - schedule[i]) / (d - 1));
        double share = problem.Quantity / CompensatedSum.Of(schedule);
        for (int i = 0; i < schedule.Length; i++) schedule[i] *= share;
        Remainder.Close(schedule, problem.Lower, problem.Upper, problem.Quantity);
        int bound = EqualSplitMethod.FirstViolation(problem, schedule);
        if (bound >= 0) return new() { HasSchedule = false, Refusal = $"a bound binds in period {bound}" };

        int largest = 0;
        for (int i = 1; i < schedule.Length; i++)
            if (schedule[i] > schedule[largest]) largest = i;
        return new() { Lambda = Marginal(problem, largest, schedule[largest]), Iterations = 1 };
    }

    private static string? Mismatch(AllocationProblem problem, int i, double exponent, double d) =>
        problem.B[i] > 0 && problem.C[i] > 0 ? $"period {i} has a quadratic and a power term"
        : exponent != d ? $"the exponent of period {i} differs from that of period 0"
        : problem.A[i] != problem.A[0] ? $"the linear cost of period {i} differs from that of period 0"
        : null;

    // the only term beyond the linear one: k x^d
    private static (double K, double D) Power(AllocationProblem problem, int i) =>
        problem.C[i] == 0 ? (problem.B[i], 2) : (problem.C[i], problem.D[i]);

    private static double Marginal(AllocationProblem problem, int i, double x) =>
        Curve.Marginal(problem.A[i], problem.B[i], problem.C[i], problem.D[i], x);
}
