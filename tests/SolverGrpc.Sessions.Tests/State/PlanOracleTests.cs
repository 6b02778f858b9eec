using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Sessions.State;
using Termination = SolverGrpc.Contracts.V1.Termination;

namespace SolverGrpc.Sessions.Tests.State;

/// <summary>
/// A plan is what Solve answers for the rest of the order: the open periods as a problem of their own, with what is committed as
/// floors. Every cost model with every preference about risk, in units and in whole lots.
/// </summary>
public class PlanOracleTests
{
    private const int Periods = 6;
    private const long Units = 3_000;

    public static TheoryData<string, string, bool> Everything()
    {
        var all = new TheoryData<string, string, bool>();
        foreach (string model in (string[])["power law", "concave", "quadratic", "linear", "levels", "composite"])
        {
            foreach (string risk in (string[])["none", "aversion", "variance limit", "value-at-risk limit", "minimise value at risk", "drift and permanent impact", "caps, floors and volume", "order slippage", "minimum slice"])
            {
                all.Add(model, risk, false);
                all.Add(model, risk, true);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void APlan_IsWhatSolveAnswersForTheRest(string model, string terms, bool lots)
    {
        Problem problem = Pose(model, terms, lots);
        Session session = Session.Open(Orders.Open(problem), out Google.Rpc.Status? error)!;
        Assert.Null(error);
        Compare(session.Replan(default)!, problem, from: 0, Units, new long[Periods]);

        Take(session, new() { ChildSubmitted = new() { ChildId = "a", Period = 0, Units = 300 } });
        Take(session, new() { Fill = new() { ExecId = "1", ChildId = "a", Units = 200, PriceTicks = 10_000 } });
        Take(session, new() { ChildCancelled = new() { ChildId = "a" } });
        Take(session, new() { PeriodClose = new() { Period = 0 } });
        Take(session, new() { ChildSubmitted = new() { ChildId = "b", Period = 1, Units = 200 } });
        Take(session, new() { ChildSubmitted = new() { ChildId = "c", Period = 3, Units = 100 } });
        Take(session, new() { Fill = new() { ExecId = "2", ChildId = "b", Units = 100, PriceTicks = 10_000 } });
        Take(session, new() { MarketUpdate = new() { FromPeriod = 2, HalfSpread = { 0.02 }, ImpactScale = 1.25 } });
        Compare(session.Replan(default)!, Updated(problem), from: 1, Units - 200, [200, 0, 100, 0, 0]);
    }

    // what the update says, done by hand
    private static Problem Updated(Problem problem)
    {
        Problem updated = problem.Clone();
        CostModel cost = updated.Cost;
        Scale(cost.HalfSpread, 2, value: 0.02);
        if (cost.PowerLaw is { } power) Scale(power.Alpha, 1.25);
        if (cost.Quadratic is { } quadratic) Scale(quadratic.Beta, 1.25);
        if (cost.Linear is { } linear) Scale(linear.Alpha, 1.25);
        if (cost.Composite is { } composite)
        {
            Scale(composite.B, 1.25);
            Scale(composite.C, 1.25);
        }

        if (cost.PiecewiseLinear is not { } levels) return updated;
        for (int i = 2 * 2; i < levels.LevelPrice.Count; i++) levels.LevelPrice[i] *= 1.25;
        return updated;

        static void Scale(Google.Protobuf.Collections.RepeatedField<double> values, double factor, double? value = null)
        {
            for (int i = 2; i < values.Count; i++) values[i] = value ?? (values[i] * factor);
        }
    }

    private static void Compare(Plan plan, Problem whole, int from, long rest, long[] committed)
    {
        Problem problem = Rest(whole, from, rest, committed);
        var input = new ProblemInput();
        var mapping = new ProblemMapping();
        var violations = new Violations();
        ProblemMessageReader.Read(problem, input);
        mapping.Map(input, violations);
        Assert.True(violations.None, violations.None ? "" : violations.Kept.First().ToString());
        var answer = new Answer();
        if (mapping.Unsupported is null) Solver.Solve(mapping.Problem, new SolveSettings(), new Workspace(), answer);
        if (answer.Termination == Core.Solving.Termination.Infeasible) return;
        if (!answer.HasSchedule)
        {
            Assert.Equal(Termination.Unsupported, plan.Outcome.Termination);
            return;
        }

        Assert.True(plan.Outcome.Termination is Termination.Optimal or Termination.Feasible, plan.Outcome.ToString());
        Assert.Equal(rest, plan.Units.Sum() + committed.Sum());
        // no schedule in units is better than the best in shares, and the plan is hardly worse: a unit is a three-thousandth of the order
        double scale = Math.Abs(answer.Certificate.Objective);
        // (what dynamic programming proves on its grid of shares holds on that grid only)
        bool everywhere = answer.Certificate.GridStep == 0 || mapping.Problem.Lots.Active;
        if (everywhere) Assert.True(plan.Certificate.Objective >= answer.Certificate.LowerBound - (1e-9 * scale), $"{plan.Certificate.Objective:R} is less than the bound {answer.Certificate.LowerBound:R}");
        Assert.True(plan.Certificate.LowerBound <= plan.Certificate.Objective + (1e-9 * scale), plan.Certificate.ToString());
        Assert.True(plan.Certificate.Objective - answer.Certificate.Objective <= 5e-4 * scale, $"{plan.Certificate.Objective:R} is more than {answer.Certificate.Objective:R}");
        if (plan.Outcome.Termination == Termination.Optimal) Assert.True(plan.Certificate.RelativeGap <= 1e-9, plan.Certificate.ToString());
    }

    private static Problem Rest(Problem whole, int from, long rest, long[] committed)
    {
        Problem problem = whole.Clone();
        problem.QuantityUnits = rest;
        problem.Grid.PeriodCount = Periods - from;
        CostModel cost = problem.Cost;
        Cut(cost.HalfSpread);
        if (cost.PowerLaw is { } power) Cut(power.Alpha);
        if (cost.Quadratic is { } quadratic) Cut(quadratic.Beta);
        if (cost.Linear is { } linear) Cut(linear.Alpha);
        if (cost.Composite is { } composite)
        {
            Cut(composite.B);
            Cut(composite.C);
        }

        if (cost.PiecewiseLinear is { } levels)
        {
            for (int i = 0; i < from; i++) levels.LevelCount.RemoveAt(0);
            for (int i = 0; i < 2 * from; i++)
            {
                levels.LevelSize.RemoveAt(0);
                levels.LevelPrice.RemoveAt(0);
            }
        }

        if (problem.Dynamics is { } dynamics) Cut(dynamics.Volatility);
        problem.Bounds ??= new();
        Cut(problem.Bounds.MaxQuantity);
        double floor = problem.Bounds.MinQuantity.Count > 0 ? problem.Bounds.MinQuantity[0] : 0;
        problem.Bounds.MinQuantity.Clear();
        problem.Bounds.MinQuantity.AddRange(committed.Select(units => Math.Max(floor, units)));
        if (problem.Bounds.MinimumSlice.Count == 0) return problem;
        double slice = problem.Bounds.MinimumSlice[0];
        problem.Bounds.MinimumSlice.Clear();
        problem.Bounds.MinimumSlice.AddRange(committed.Select(units => units > 0 ? 0 : slice));
        return problem;

        void Cut(Google.Protobuf.Collections.RepeatedField<double> values)
        {
            for (int i = 0; i < from && values.Count > 1; i++) values.RemoveAt(0);
        }
    }

    private static Problem Pose(string model, string terms, bool lots)
    {
        double[] wave = [.. Enumerable.Range(0, Periods).Select(i => 1 + (0.3 * ((i * 5) % 4)))];
        var cost = new CostModel { Basis = ImpactBasis.TotalCost, HalfSpread = { Enumerable.Repeat(0.01, Periods) } };
        switch (model)
        {
            case "power law": cost.PowerLaw = new() { Alpha = { wave.Select(w => 0.001 * w) }, Beta = { 1.6 } }; break;
            case "concave": cost.PowerLaw = new() { Alpha = { wave.Select(w => 0.1 * w) }, Beta = { 0.7 } }; break;
            case "quadratic": cost.Quadratic = new() { Beta = { wave.Select(w => 1e-5 * w) } }; break;
            case "linear": cost.Linear = new() { Alpha = { wave.Select(w => 0.01 * w) }, Beta = { 0.5 }, Volatility = { 0.2 } }; break;
            case "composite": cost.Composite = new() { A = { 0.01 }, B = { wave.Select(w => 1e-5 * w) }, C = { wave.Select(w => 1e-4 * w) }, D = { 1.5 } }; break;
            default:
                cost.PiecewiseLinear = new();
                foreach (double w in wave)
                {
                    cost.PiecewiseLinear.LevelCount.Add(2);
                    cost.PiecewiseLinear.LevelSize.AddRange([200 * w, double.PositiveInfinity]);
                    cost.PiecewiseLinear.LevelPrice.AddRange([0.01 * w, 0.04 * w]);
                }

                break;
        }

        var problem = new Problem
        {
            Side = Side.Sell,
            QuantityUnits = Units,
            Grid = new() { PeriodCount = Periods },
            Cost = cost,
            Instrument = new() { TickSize = 0.01, ArrivalPrice = 100 },
        };
        if (lots) problem.WholeLots = new() { LotUnits = 100 };
        if (terms is "aversion" or "variance limit" or "value-at-risk limit" or "minimise value at risk" or "drift and permanent impact")
            problem.Dynamics = new() { Volatility = { wave.Select(w => 0.01 * w) } };
        switch (terms)
        {
            case "aversion": problem.Risk = new() { RiskAversion = 1e-3 }; break;
            case "variance limit": problem.Risk = new() { VarianceLimit = 1_500 }; break;
            case "value-at-risk limit": problem.Risk = new() { ValueAtRiskLimit = new() { Limit = 600, Confidence = 0.95 } }; break;
            case "minimise value at risk": problem.Risk = new() { MinimizeValueAtRisk = 0.9 }; break;
            case "drift and permanent impact":
                problem.Dynamics.Drift.Add(0.0005);
                problem.Dynamics.PermanentImpact.Add(1e-6);
                break;
            case "caps, floors and volume":
                problem.Bounds = new() { MinQuantity = { 100 }, MaxQuantity = { 900, 800, 700, 900, 800, 700 }, Volume = { 20_000 }, ParticipationRate = { 0.1 } };
                break;
            case "order slippage": problem.SlippageLimits = new() { PerOrder = 10 }; break;
            case "minimum slice": problem.Bounds = new() { MinimumSlice = { 500 } }; break;
        }

        return problem;
    }

    private static void Take(Session session, StreamReoptimizeRequest message) => Assert.Null(session.Apply(message));
}
