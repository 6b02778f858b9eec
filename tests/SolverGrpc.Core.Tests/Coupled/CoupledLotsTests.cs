using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>Convex coupled problems against dynamic programming in lots: no schedule in lots is better than the continuous optimum, nor below its bound.</summary>
public class CoupledLotsTests
{
    [Theory]
    [InlineData(RiskKind.Aversion, 2000)]
    [InlineData(RiskKind.MinimizeValueAtRisk, 1000)]
    [InlineData(RiskKind.VarianceLimit, 1000)]
    [InlineData(RiskKind.ValueAtRiskLimit, 1000)]
    public void AnyConvexProblem_IsNoDearerThanItsBestLots(RiskKind kind, int cases)
    {
        int compared = 0, near = 0;
        Cases.Run(cases, random =>
        {
            AllocationProblem problem = Convex(random);
            if (kind == RiskKind.Aversion) problem.Minding(kind, random.LogUniform(.01, 1) / problem.Quantity);
            else if (!TryLimit(problem, kind, random)) return;
            Answer free = problem.Solve(Method.InteriorPoint);
            if (!free.HasSchedule) return;
            Answer lots = problem.InLots(1).Solve(Method.DynamicProgramming);
            if (!lots.HasSchedule) return;

            // what dynamic programming says of its schedule is said here again
            double best = Reference.Objective(problem, lots.Schedule), scale = free.Certificate.RoundingScale;
            Assert.True(free.Certificate.Objective <= best + (1e-9 * scale), $"{free.Certificate.Objective:R} > {best:R}");
            Assert.True(free.Certificate.LowerBound <= best + (1e-12 * scale), $"bound {free.Certificate.LowerBound:R} > {best:R}");
            compared++;
            if (best - free.Certificate.Objective <= .01 * scale) near++;
        });

        // 100 to 300 lots: near enough for an optimum that is missed to be seen
        Assert.True(compared >= .4 * cases && near >= .9 * compared, $"{near} near of {compared}");
    }

    private static AllocationProblem Convex(Random random)
    {
        AllocationProblem problem = Draw.Curves(random, random.Next(2, 7), random.Next(100, 300), Draw.Shape.Convex).WithBounds(random, whole: true).WithCoupling(random);
        if (random.Chance(.5)) problem.HasPermanentImpact = false;
        return problem;
    }

    // risk of the size of the costs, and a limit between what is free of charge and what is out of reach
    private static bool TryLimit(AllocationProblem problem, RiskKind kind, Random random)
    {
        double z = 2 * random.NextDouble(), part = .2 + (.7 * random.NextDouble());
        problem.Minding(RiskKind.None, 0);
        if (problem.Solve(Method.InteriorPoint) is not { HasSchedule: true, Variance: > 0 } free) return false;
        double more = .1 * free.Cost.Total * free.Cost.Total / free.Variance;
        foreach (ref double variance in problem.PriceVariance) variance *= more;
        free = problem.Solve(Method.InteriorPoint);
        double most = free.Cost.Total + (z * Math.Sqrt(free.Variance));
        problem.Minding(RiskKind.MinimizeValueAtRisk, 0, z);
        if (kind == RiskKind.MinimizeValueAtRisk) return true;
        if (kind == RiskKind.VarianceLimit) problem.Minding(kind, part * free.Variance);
        else problem.Minding(kind, most - ((1 - part) * (most - problem.Solve(Method.InteriorPoint).Certificate.Objective)), z);
        return true;
    }
}
