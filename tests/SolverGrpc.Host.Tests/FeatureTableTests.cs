using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Problems;
using Method = SolverGrpc.Contracts.V1.Method;

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
        SolveResponse response = await host.Client.SolveAsync(new() { Problem = FeatureProblem.Of(cell.Traits, cell.Pose) });
        if (cell.Methods.Count == 0)
        {
            Assert.Equal(Termination.Unsupported, response.Outcome.Termination);
            Assert.StartsWith(cell.Reason!, response.Outcome.Detail, StringComparison.Ordinal);
            return;
        }

        bool lots = cell.Traits.HasFlag(ProblemTraits.Lots), onGrid = response.Diagnostics.Method == Method.DynamicProgramming && !lots;
        const ProblemTraits Limits = ProblemTraits.VarianceLimit | ProblemTraits.ValueAtRiskLimit | ProblemTraits.OrderSlippage;
        bool mayGap = response.Diagnostics.Method == Method.DynamicProgramming && (cell.Traits & Limits) != 0;
        if (mayGap && response.Outcome.Termination == Termination.Feasible) Assert.InRange(response.Certificate.RelativeGap, 0, .05);
        else Assert.True(response.Outcome.Termination == (onGrid ? Termination.Feasible : Termination.Optimal), $"{response.Outcome} {response.Certificate}");
        Assert.Contains(response.Diagnostics.Method.ToString(), cell.Methods.Select(method => method.ToString()));
        Assert.Equal(onGrid, response.Certificate.GridStep > 0 && !lots);
        Assert.True(response.Certificate.BoundChecked, $"not checked: {response.Certificate}");
        double[] x = lots ? [.. response.Schedule.QuantityUnits] : [.. response.Schedule.Quantity];
        Assert.Equal(40, x.Sum(), 1e-9);
        if (cell.Pose == FeaturePose.Concentration) Assert.InRange(x.Max(), 0, 20);
        if (cell.Pose == FeaturePose.Selling) Assert.InRange(response.ExpectedCost.Drift, double.NegativeInfinity, 0);

        // .5 + .1 x^.6 at most 1.05; without the limit the first period gets 18
        if (cell.Pose == FeaturePose.PeriodSlippage && costs == "convex curves") Assert.InRange(x[0], 0, Math.Pow(5.5, 1 / .6));
    }
}
