using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Problems;
using Method = SolverGrpc.Contracts.V1.Method;
using Problem = SolverGrpc.Contracts.V1.Problem;

namespace SolverGrpc.Host.Tests;

/// <summary>The table of the protocol guide through the wire: a small problem of every cell is solved by a method that the cell names, or refused with its reason.</summary>
public sealed class FeatureTableTests(RunningHost host) : IClassFixture<RunningHost>
{
    public static TheoryData<string, string, string> Names
    {
        get
        {
            var names = new TheoryData<string, string, string>();
            foreach (FeatureCell cell in FeatureTable.Cells) names.Add(cell.Slices, cell.Feature, cell.Costs);
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cell_SmallProblem_IsSolvedOrRefusedAsStated(string slices, string feature, string costs)
    {
        FeatureCell cell = FeatureTable.Cells.Single(cell => (cell.Slices, cell.Feature, cell.Costs) == (slices, feature, costs));
        SolveResponse response = await host.Client.SolveAsync(new() { Problem = Pose(cell.Traits) });
        if (cell.Methods.Count == 0)
        {
            Assert.Equal((Termination.Unsupported, cell.Reason), (response.Outcome.Termination, response.Outcome.Detail));
            return;
        }

        bool lots = cell.Traits.HasFlag(ProblemTraits.Lots), onGrid = response.Diagnostics.Method == Method.DynamicProgramming && !lots;
        const ProblemTraits Limits = ProblemTraits.VarianceLimit | ProblemTraits.ValueAtRiskLimit | ProblemTraits.OrderSlippage;
        bool mayGap = response.Diagnostics.Method == Method.DynamicProgramming && (cell.Traits & Limits) != 0;
        if (mayGap && response.Outcome.Termination == Termination.Feasible) Assert.InRange(response.Certificate.RelativeGap, 0, .05);
        else Assert.True(response.Outcome.Termination == (onGrid ? Termination.Feasible : Termination.Optimal), $"{response.Outcome} {response.Certificate}");
        Assert.Contains(response.Diagnostics.Method.ToString(), cell.Methods.Select(method => method.ToString()));
        Assert.Equal(onGrid, response.Certificate.GridStep > 0 && !lots);
        Assert.Equal(40, lots ? response.Schedule.QuantityUnits.Sum() : response.Schedule.Quantity.Sum(), 1e-9);
    }

    // of four periods and forty shares
    private static Problem Pose(ProblemTraits traits)
    {
        var problem = new Problem { Side = Side.Buy, Grid = new() { PeriodCount = 4 }, Cost = Costs(traits), Bounds = new(), Dynamics = new() };
        if (traits.HasFlag(ProblemTraits.Lots)) (problem.QuantityUnits, problem.WholeLots) = (40, new() { LotUnits = 1 });
        else problem.Quantity = 40;
        if (traits.HasFlag(ProblemTraits.Floors)) problem.Bounds.MinQuantity.Add(1);
        if (traits.HasFlag(ProblemTraits.Caps)) problem.Bounds.MaxQuantity.Add(30);
        if (traits.HasFlag(ProblemTraits.MinimumSlice)) problem.Bounds.MinimumSlice.Add(2);
        if (traits.HasFlag(ProblemTraits.Drift)) problem.Dynamics.Drift.Add(.01);
        if (traits.HasFlag(ProblemTraits.PermanentImpact)) problem.Dynamics.PermanentImpact.Add(1e-3);
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
