using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Solving;

/// <summary>
/// The largest quantity whose cheapest schedule still meets the limit L on the order's slippage. For convex costs
/// E*(S) − L S is convex in S with derivative λ(S) − L: from its lowest point upwards it rises, and the largest
/// quantity is where it passes zero.
/// </summary>
internal static class OrderSlippage
{
    private const int Bisections = 60;

    /// <summary>That quantity, below the problem's; 0 if there is none, or if the problem is not convex and separable.</summary>
    public static double LargestExecutable(AllocationProblem problem, ProblemTraits traits, in SolveSettings settings)
    {
        const ProblemTraits Beyond = ProblemTraits.AnyConcave | ProblemTraits.Coupled | ProblemTraits.Lots | ProblemTraits.MinimumSlice;
        if ((traits & Beyond) != 0) return 0;

        double quantity = problem.Quantity, limit = problem.OrderSlippageLimit;
        var answer = new Answer();
        var workspace = new Workspace();
        SolveSettings trial = settings with { Method = Method.Auto, WarmLambda = double.NaN };
        problem.OrderSlippageLimit = double.PositiveInfinity;

        double low = CompensatedSum.Of(problem.Lower), high = quantity;
        for (int i = 0; i < Bisections; i++)
        {
            problem.Quantity = (low + high) / 2;
            Solver.Solve(problem, trial, workspace, answer);
            if (answer.HasSchedule && answer.Lambda <= limit) low = problem.Quantity;
            else high = problem.Quantity;
        }

        double lowest = low;
        bool any = false;
        high = quantity;
        for (int i = 0; i < Bisections; i++)
        {
            problem.Quantity = i == 0 ? lowest : (low + high) / 2;
            Solver.Solve(problem, trial, workspace, answer);
            bool within = answer.HasSchedule && answer.Cost.Total <= limit * problem.Quantity;
            any |= within;
            if (within) low = problem.Quantity;
            else high = problem.Quantity;
            if (!any) break;
        }

        problem.Quantity = quantity;
        problem.OrderSlippageLimit = limit;
        return any ? low : 0;
    }
}
