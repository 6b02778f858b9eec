using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Problems;
using Problem = SolverGrpc.Contracts.V1.Problem;

namespace SolverGrpc.Host.Tests;

/// <summary>Problems of four periods and forty shares, one for each combination of traits.</summary>
internal static class FeatureProblem
{
    /// <summary>The smallest problem that shows all of these traits.</summary>
    public static Problem Of(ProblemTraits traits, FeaturePose pose)
    {
        var problem = new Problem { Side = Side.Buy, Grid = new() { PeriodCount = 4 }, Cost = Costs(traits), Bounds = new(), Dynamics = new() };
        if (traits.HasFlag(ProblemTraits.Lots)) (problem.QuantityUnits, problem.WholeLots) = (40, new() { LotUnits = 1 });
        else problem.Quantity = 40;
        if (traits.HasFlag(ProblemTraits.Floors)) problem.Bounds.MinQuantity.Add(1);
        if (pose == FeaturePose.Selling) problem.Side = Side.Sell;
        if (pose == FeaturePose.Concentration) problem.Concentration = new() { MinPeriodCount = 2, MaxPeriodShare = .6 };
        else if (pose == FeaturePose.PeriodSlippage) problem.SlippageLimits = new() { PerPeriod = { 1.05 } };
        else if (traits.HasFlag(ProblemTraits.Caps)) problem.Bounds.MaxQuantity.Add(30);
        if (traits.HasFlag(ProblemTraits.MinimumSlice)) problem.Bounds.MinimumSlice.Add(2);
        if (traits.HasFlag(ProblemTraits.Drift)) problem.Dynamics.Drift.Add(.01);
        if (traits.HasFlag(ProblemTraits.PermanentImpact)) problem.Dynamics.PermanentImpact.Add(pose == FeaturePose.NotConvex ? 1 : 1e-3);
        if (traits.HasFlag(ProblemTraits.OrderSlippage)) problem.SlippageLimits = new() { PerOrder = 1000 };
        if ((traits & ProblemTraits.Risk) == 0) return problem;
        problem.Risk = Risk(traits);
        problem.Dynamics.Volatility.Add(.1);
        return problem;
    }

    private static Risk Risk(ProblemTraits traits) =>
        traits.HasFlag(ProblemTraits.RiskAversion) ? new() { RiskAversion = .01 }
        : traits.HasFlag(ProblemTraits.VarianceLimit) ? new() { VarianceLimit = 10 }
        : traits.HasFlag(ProblemTraits.ValueAtRiskLimit) ? new() { ValueAtRiskLimit = new() { Limit = 1e5, Confidence = .95 } }
        : new() { MinimizeValueAtRisk = .95 };

    private static CostModel Costs(ProblemTraits traits)
    {
        var cost = new CostModel { Basis = ImpactBasis.TotalCost };
        if (traits.HasFlag(ProblemTraits.Levels))
        {
            cost.PiecewiseLinear = new() { LevelCount = { 2 }, LevelSize = { 8, 40, 8, 40, 8, 40, 8, 40 }, LevelPrice = { .1, .5, .2, 1, .3, 1.5, .4, 2 } };
            return cost;
        }

        cost.Composite = new()
        {
            A = { .5, 0, 0, 0 },
            B = { traits.HasFlag(ProblemTraits.ConcaveConvex) ? .02 : 0 },
            C = { traits.HasFlag(ProblemTraits.Linear) ? 0 : .1, .2, .3, .4 },
            D = { (traits & ProblemTraits.AnyConcave) != 0 ? .7 : 1.6 },
        };
        return cost;
    }
}
