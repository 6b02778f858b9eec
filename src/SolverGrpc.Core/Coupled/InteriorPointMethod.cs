using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Convex problems with anything that couples the periods (risk aversion, limits on variance or value at risk, drift,
/// permanent impact), and convex separable ones too. In the inventory r every Newton step is tridiagonal and costs
/// O(N). Limits are met by a root-finder on κ, the weight of V: every Pareto point of (E, V) minimises E + κ V for some κ.
/// </summary>
public sealed class InteriorPointMethod : IAllocationMethod
{
    /// <summary>What counts as equal when a limit is compared with the smallest value there is.</summary>
    private const double Tight = 1e-12;

    /// <summary>What it may be worse by, as a part of the costs: so little risk is better none, for the sake of the proof.</summary>
    private const double Worthless = 2e-11;

    /// <summary>z √V relative to the costs below which the schedule without any variance is worth a look.</summary>
    private const double Close = 1e-3;

    /// <inheritdoc/>
    public Method Id => Method.InteriorPoint;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) =>
        (traits & ProblemTraits.AnyConcave) != 0 ? "an interior point finds no global optimum where costs are concave"
        : (traits & ProblemTraits.MinimumSlice) != 0 ? "a minimum slice is not convex"
        : (traits & ProblemTraits.Lots) != 0 ? "whole lots are not covered"
        : null;

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        RiskPreference risk = problem.Risk;
        bool limited = risk.Kind is RiskKind.VarianceLimit or RiskKind.ValueAtRiskLimit or RiskKind.MinimizeValueAtRisk;
        double aversion = risk.Kind == RiskKind.Aversion ? risk.Value : 0;

        // where E alone is minimised a limit on it is met or out of reach
        bool costLimited = double.IsFinite(problem.OrderSlippageLimit) && risk.Kind is RiskKind.Aversion or RiskKind.MinimizeValueAtRisk && problem.HasVariance;
        var path = new FixedAversion(problem, problem.PeriodCount, settings.Budget, workspace, schedule);
        if (!limited && !costLimited && path.TryQuickly(aversion)) return Result(path, settings);
        if (!path.IsConvex(costLimited ? 0 : aversion))
            return new() { Refusal = "permanent impact outweighs the curvature of the costs: the problem is not proven convex" };

        if (!limited && !costLimited)
        {
            path.SolveOnly(aversion);
            return Result(path, settings);
        }

        if (!limited) return WithinCost(problem, settings, workspace, aversion, ref path);
        path.Solve(0);
        var target = new RiskTarget(risk.Kind, risk.Value, risk.Z);
        if (target.Done(path)) return Result(path, settings);

        double first = path.Scale / path.Variance;
        return risk.Kind switch
        {
            RiskKind.VarianceLimit => MeetVariance(problem, target, settings, workspace, first, ref path),
            RiskKind.ValueAtRiskLimit => MeetValueAtRisk(problem, target, settings, workspace, first, ref path),
            _ => MinimizeValueAtRisk(problem, target, settings, workspace, first, costLimited, ref path),
        };
    }

    // minimise E + κ V or E + z √V, whose own κ is the most, with E within the limit
    private static MethodResult WithinCost(AllocationProblem problem, in SolveSettings settings, Workspace workspace, double most, ref FixedAversion path)
    {
        double limit = problem.OrderSlippageLimit * problem.Quantity;
        if (!CostLimitSearch.TryMeet(ref path, limit, most, settings.Budget, workspace))
            return path.Converged ? Unreachable(path, path.Cost / problem.Quantity) : new() { HasSchedule = false, Limit = Result(path, settings).Limit, Iterations = path.Iterations };
        RiskPreference risk = problem.Risk;
        double whole = risk.Kind == RiskKind.Aversion ? risk.Value : risk.Z / (2 * Math.Sqrt(path.Variance));
        double price = path.Aversion > 0 && path.Aversion < most ? Math.Max(0, (whole / path.Aversion) - 1) : 0;
        return Result(path, settings) with { OrderSlippageMultiplier = price };
    }

    private static MethodResult MeetVariance(
        AllocationProblem problem, in RiskTarget target, in SolveSettings settings, Workspace workspace, double first, ref FixedAversion path)
    {
        double limit = problem.Risk.Value;
        Span<double> fastest = workspace.Take(problem.PeriodCount);
        FrontLoading.Write(problem, fastest);
        double smallest = Objective.Of(problem, fastest).Variance;
        if (smallest > limit + (Tight * limit)) return Unreachable(path, smallest);
        if (smallest < limit - (Tight * limit) && AversionSearch.TryMeet(ref path, target, first, double.PositiveInfinity, settings.Budget, workspace)) return Result(path, settings);

        // the limit is the smallest variance there is, or there was no time for anything better than that
        double lambda = path.Lambda;
        if (!(smallest == 0 && Riskless.TrySolve(problem, settings.Budget, workspace, path.Schedule, out lambda, out _))) fastest.CopyTo(path.Schedule);
        return Result(path, settings) with { Lambda = lambda };
    }

    private static MethodResult MeetValueAtRisk(
        AllocationProblem problem, in RiskTarget target, in SolveSettings settings, Workspace workspace, double first, ref FixedAversion path)
    {
        // E + z √V falls up to κ*, which is no smaller than z / (2 √V) at κ = 0
        RiskPreference risk = problem.Risk;
        if (path.Variance > 0 && AversionSearch.TryMeet(ref path, target, risk.Z / (2 * Math.Sqrt(path.Variance)), double.PositiveInfinity, settings.Budget, workspace))
            return Result(path, settings) with { ValueAtRiskMultiplier = target.Price(path) };
        var lowest = new RiskTarget(RiskKind.MinimizeValueAtRisk, 0, risk.Z);
        if (!lowest.Done(path)) AversionSearch.TryMeet(ref path, lowest, first, double.PositiveInfinity, settings.Budget, workspace);
        double most = path.Aversion, smallest = lowest.ValueAtRisk(path);
        if (smallest > risk.Value)
        {
            if (settings.Budget.Exhausted) return new() { HasSchedule = false, Limit = LimitKind.Time, Iterations = path.Iterations };
            MethodResult? riskless = WithoutRisk(problem, lowest, settings, workspace, path, out double cost);
            if (riskless is { } result && cost <= risk.Value) return result;
            smallest = Math.Min(smallest, cost);
            return smallest > risk.Value + (Tight * path.Scale) ? Unreachable(path, smallest) : Result(path, settings);
        }

        if (!AversionSearch.TryMeet(ref path, target, Math.Min(first, most / 2), most, settings.Budget, workspace)) path.Solve(most);
        return Result(path, settings) with { ValueAtRiskMultiplier = target.Price(path) };
    }

    private static MethodResult MinimizeValueAtRisk(
        AllocationProblem problem, in RiskTarget target, in SolveSettings settings, Workspace workspace, double first, bool costLimited, ref FixedAversion path)
    {
        AversionSearch.TryMeet(ref path, target, first, double.PositiveInfinity, settings.Budget, workspace);
        double most = path.Aversion, limit = costLimited ? problem.OrderSlippageLimit * problem.Quantity : double.PositiveInfinity;
        MethodResult? riskless = WithoutRisk(problem, target, settings, workspace, path, out double cost);
        if (riskless is { } result && cost <= limit) return result;
        return path.Cost <= limit && riskless is null ? Result(path, settings) : WithinCost(problem, settings, workspace, most, ref path);
    }

    /// <summary>The schedule without variance, if the search has come close to one and it is no worse; its cost, +∞ if it is not.</summary>
    private static MethodResult? WithoutRisk(
        AllocationProblem problem, in RiskTarget target, in SolveSettings settings, Workspace workspace, in FixedAversion path, out double cost)
    {
        cost = double.PositiveInfinity;
        double reached = target.ValueAtRisk(path);
        if (reached - path.Cost > Close * path.Scale) return null;
        Span<double> schedule = workspace.Take(problem.PeriodCount);
        if (!Riskless.TrySolve(problem, settings.Budget, workspace, schedule, out double lambda, out double found) || found > reached + (Worthless * path.Scale)) return null;
        cost = found;
        schedule.CopyTo(path.Schedule);
        return Result(path, settings) with { Lambda = lambda };
    }

    private static MethodResult Unreachable(in FixedAversion path, double smallest)
        => new() { HasSchedule = false, SmallestReachable = smallest, Iterations = path.Iterations };

    private static MethodResult Result(in FixedAversion path, in SolveSettings settings) => new()
    {
        Lambda = path.Lambda,
        VarianceMultiplier = path.Aversion,
        Iterations = path.Iterations,
        Limit = path.Converged ? LimitKind.None : settings.Budget.Exhausted ? LimitKind.Time : LimitKind.Iterations,
    };
}
