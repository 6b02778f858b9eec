using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests.Separable;

/// <summary>
/// The convex separable problem by nothing but bisection: on λ, and inside on x for the marginal cost of each period.
/// Slow and plain; shares no code with the solver but the definition of the cost.
/// </summary>
internal static class BisectionOracle
{
    /// <summary>The optimal objective.</summary>
    public static double Solve(AllocationProblem problem)
    {
        double low = -1e20, high = 1e20;
        for (int step = 0; step < 140; step++)
        {
            double middle = (low + high) / 2;
            if (Sum(problem, middle) < problem.Quantity) low = middle;
            else high = middle;
        }

        // between the two sides of a jump: move from one to the other by what is missing
        double[] below = Respond(problem, low), above = Respond(problem, high);
        double missing = problem.Quantity - below.Sum(), jump = above.Sum() - below.Sum();
        double part = jump > 0 ? Math.Clamp(missing / jump, 0, 1) : 0;
        double cost = 0;
        for (int i = 0; i < below.Length; i++)
            cost += Curve.Value(problem.A[i], problem.B[i], problem.C[i], problem.D[i], below[i] + (part * (above[i] - below[i])));
        return cost;
    }

    private static double Sum(AllocationProblem problem, double lambda) => Respond(problem, lambda).Sum();

    private static double[] Respond(AllocationProblem problem, double lambda)
    {
        var x = new double[problem.PeriodCount];
        for (int i = 0; i < x.Length; i++)
        {
            double low = problem.Lower[i], high = Math.Min(problem.Upper[i], problem.Quantity);
            for (int step = 0; step < 80 && high > low; step++)
            {
                double middle = (low + high) / 2;
                if (Curve.Marginal(problem.A[i], problem.B[i], problem.C[i], problem.D[i], middle) < lambda) low = middle;
                else high = middle;
            }

            x[i] = high;
        }

        return x;
    }
}
