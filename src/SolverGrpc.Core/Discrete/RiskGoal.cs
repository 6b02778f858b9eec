using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Discrete;

/// <summary>What is asked of a schedule's cost E and variance V: the smallest value, within limits.</summary>
/// <param name="Aversion">κ.</param>
/// <param name="Spread">z where E + z √V is minimised.</param>
/// <param name="VarianceLimit">Largest V.</param>
/// <param name="Z">z of the limit on E + z √V.</param>
/// <param name="ValueAtRiskLimit">Largest E + z √V.</param>
/// <param name="CostLimit">Largest E.</param>
internal readonly record struct RiskGoal(double Aversion, double Spread, double VarianceLimit, double Z, double ValueAtRiskLimit, double CostLimit)
{
    /// <summary>That of a problem.</summary>
    public static RiskGoal Of(AllocationProblem problem)
    {
        RiskPreference risk = problem.Risk;

        // where E alone is minimised, its limit is met by the answer or out of reach
        bool weighs = risk.Kind is RiskKind.Aversion or RiskKind.MinimizeValueAtRisk && double.IsFinite(problem.OrderSlippageLimit);
        double costs = weighs ? problem.OrderSlippageLimit * problem.Quantity : double.PositiveInfinity;
        return new(
            risk.Kind == RiskKind.Aversion ? risk.Value : 0,
            risk.Kind == RiskKind.MinimizeValueAtRisk ? risk.Z : 0,
            risk.Kind == RiskKind.VarianceLimit ? risk.Value : double.PositiveInfinity,
            risk.Kind == RiskKind.ValueAtRiskLimit ? risk.Z : 0,
            risk.Kind == RiskKind.ValueAtRiskLimit ? risk.Value : double.PositiveInfinity,
            costs);
    }

    /// <summary>E + κ V + z √V: what is minimised.</summary>
    public double Value(double cost, double variance) => cost + (Aversion * variance) + (Spread * Math.Sqrt(variance));

    /// <summary>The limits are met, up to <paramref name="slack"/> of their size.</summary>
    public bool IsMet(double cost, double variance, double slack)
    {
        double valueAtRisk = cost + (Z * Math.Sqrt(variance)), size = Math.Abs(cost);
        return variance <= VarianceLimit + (slack * variance)
            && cost <= CostLimit + (slack * size)
            && valueAtRisk <= ValueAtRiskLimit + (slack * (size + Math.Abs(valueAtRisk)));
    }
}
