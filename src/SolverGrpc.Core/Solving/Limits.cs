using System.Globalization;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Solving;

/// <summary>The limits on a whole schedule: variance, value at risk, slippage of the order.</summary>
internal static class Limits
{
    // a limit that binds is met up to the accuracy of its root-finder
    private const double Tolerance = 1e-9;

    /// <summary>Which limit a schedule with this objective breaks, in a sentence; null: none.</summary>
    public static string? Broken(AllocationProblem problem, in Objective objective)
    {
        double slack = 1 + Tolerance;
        double expected = objective.Cost.Total;
        double valueAtRisk = expected + (problem.Risk.Z * Math.Sqrt(objective.Variance));
        bool risk = problem.Risk.Kind switch
        {
            RiskKind.VarianceLimit => objective.Variance > problem.Risk.Value * slack,
            RiskKind.ValueAtRiskLimit => valueAtRisk - problem.Risk.Value > Tolerance * Math.Max(Math.Abs(valueAtRisk), Math.Abs(problem.Risk.Value)),
            _ => false,
        };
        if (risk) return Describe(problem);
        double slippage = problem.Quantity > 0 ? expected / problem.Quantity : 0;
        return slippage - problem.OrderSlippageLimit > Tolerance * Math.Max(Math.Abs(slippage), Math.Abs(problem.OrderSlippageLimit))
            ? string.Create(CultureInfo.InvariantCulture, $"the order's slippage is at least {slippage:R} per share, above the limit {problem.OrderSlippageLimit:R}")
            : null;
    }

    /// <summary>The limit that cannot be met.</summary>
    public static string Describe(AllocationProblem problem) => problem.Risk.Kind switch
    {
        RiskKind.VarianceLimit => string.Create(CultureInfo.InvariantCulture, $"no schedule has a variance within the limit {problem.Risk.Value:R}"),
        RiskKind.ValueAtRiskLimit => string.Create(CultureInfo.InvariantCulture, $"no schedule has a value at risk within the limit {problem.Risk.Value:R}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"no schedule has a slippage of the order within the limit {problem.OrderSlippageLimit:R} per share"),
    };
}
