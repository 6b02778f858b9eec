using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Comparison;

/// <summary>The table says what really happens: a small problem of every cell is solved.</summary>
public class FeatureTableTests
{
    private const int Periods = 4;

    public static IEnumerable<object[]> Names => FeatureTable.Cells.Select(cell => new object[] { cell.Slices, cell.Feature, cell.Costs });

    [Theory]
    [MemberData(nameof(Names))]
    public void Cell_SmallProblem_IsSolvedOrRefusedAsStated(string slices, string feature, string costs)
    {
        FeatureCell cell = FeatureTable.Cells.Single(cell => (cell.Slices, cell.Feature, cell.Costs) == (slices, feature, costs));
        AllocationProblem problem = Problem(cell.Traits);
        bool posed = TryPose(cell.Pose, problem);
        Assert.Equal(posed ? null : SlippageCap.NotCovered, cell.Reason);
        if (!posed) return;
        Assert.Equal(cell.Traits, TraitsOf.Problem(problem));

        Answer answer = problem.Solve();

        Assert.Equal(cell.Methods.Count == 0, answer.Termination == Termination.Unsupported);
        Assert.Equal(cell.Methods.Count == 0, cell.Reason is not null);
        if (cell.Methods.Count == 0) return;
        const ProblemTraits Limits = ProblemTraits.VarianceLimit | ProblemTraits.ValueAtRiskLimit | ProblemTraits.OrderSlippage;
        bool onGrid = answer.Method == Method.DynamicProgramming && !problem.Lots.Active;
        if (answer.Method == Method.DynamicProgramming && (cell.Traits & Limits) != 0 && answer.Termination == Termination.Feasible)
        {
            // what no weighted sum reaches between two schedules
            Assert.InRange(answer.Certificate.RelativeGap, 0, .05);
            return;
        }

        Assert.True(answer.Termination == (onGrid ? Termination.Feasible : Termination.Optimal), $"{answer.Termination} {answer.Detail} {answer.Certificate}");
        Assert.Contains(answer.Method, cell.Methods);
    }

    private static AllocationProblem Problem(ProblemTraits traits)
    {
        AllocationProblem problem = Costs(traits);
        if (traits.HasFlag(ProblemTraits.Floors)) problem.Lower.Fill(1);
        if (traits.HasFlag(ProblemTraits.Caps)) problem.Upper.Fill(30);
        if (traits.HasFlag(ProblemTraits.Lots)) problem.Lots = new(1, 40, 1, OddLotRule.None);
        if (traits.HasFlag(ProblemTraits.MinimumSlice)) problem.MinimumSlice.Fill(2);
        problem.HasMinimumSlice = traits.HasFlag(ProblemTraits.MinimumSlice);
        if (traits.HasFlag(ProblemTraits.Drift)) problem.Drift.Fill(.01);
        problem.HasDrift = traits.HasFlag(ProblemTraits.Drift);
        if (traits.HasFlag(ProblemTraits.PermanentImpact)) problem.PermanentImpact.Fill(1e-3);
        problem.HasPermanentImpact = traits.HasFlag(ProblemTraits.PermanentImpact);
        if (traits.HasFlag(ProblemTraits.OrderSlippage)) problem.OrderSlippageLimit = 1000;
        problem.Risk = Risk(traits);
        problem.HasVariance = problem.Risk.Kind != RiskKind.None;
        if (problem.HasVariance) problem.PriceVariance.Fill(1e-2);
        return problem;
    }

    // false: a slippage limit that is no cap
    private static bool TryPose(FeaturePose pose, AllocationProblem problem)
    {
        switch (pose)
        {
            case FeaturePose.Selling:
                problem.Drift.Fill(-.01);
                break;
            case FeaturePose.Concentration:
                problem.Upper.Fill(20);
                break;
            case FeaturePose.PeriodSlippage:
                for (int i = 0; i < Periods; i++) problem.Upper[i] = SlippageCapOf(problem, i, 1.05);
                break;
            case FeaturePose.NotConvex:
                problem.PermanentImpact.Fill(1);
                break;
        }

        return !problem.Upper.Contains(double.NaN);
    }

    private static double SlippageCapOf(AllocationProblem problem, int i, double limit) => problem.Family == CostFamily.Levels
        ? SlippageCap.OfLevels(problem.LevelsOf(i), limit)
        : SlippageCap.OfCurve(problem.A[i], problem.B[i], problem.C[i], problem.D[i], limit);

    private static RiskPreference Risk(ProblemTraits traits) =>
        traits.HasFlag(ProblemTraits.RiskAversion) ? new(RiskKind.Aversion, 1e-2, 0)
        : traits.HasFlag(ProblemTraits.VarianceLimit) ? new(RiskKind.VarianceLimit, 10, 0)
        : traits.HasFlag(ProblemTraits.ValueAtRiskLimit) ? new(RiskKind.ValueAtRiskLimit, 1e5, 1.645)
        : traits.HasFlag(ProblemTraits.MinimizeValueAtRisk) ? new(RiskKind.MinimizeValueAtRisk, 0, 1.645)
        : default;

    private static AllocationProblem Costs(ProblemTraits traits)
    {
        const double Quantity = 40;
        if (traits.HasFlag(ProblemTraits.Levels))
            return Make.Book(Quantity, [.. Enumerable.Range(1, Periods).Select(i => new[] { (8.0, .1 * i), (double.PositiveInfinity, .5 * i) })]);
        double d = (traits & ProblemTraits.AnyConcave) != 0 ? .7 : 1.6;
        double b = traits.HasFlag(ProblemTraits.ConcaveConvex) ? .02 : 0;
        double[] c = traits.HasFlag(ProblemTraits.Linear) ? [0, .2, .3, .4] : [.1, .2, .3, .4];
        return Make.Curves(Quantity, [.5, 0, 0, 0], Enumerable.Repeat(b, Periods).ToArray(), c, Enumerable.Repeat(d, Periods).ToArray());
    }
}
