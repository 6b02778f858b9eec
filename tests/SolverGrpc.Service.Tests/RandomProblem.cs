using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Service.Tests;

/// <summary>Random valid requests over every model, basis, bound and feature; some have no schedule, some are not covered.</summary>
internal static class RandomProblem
{
    public static SolveRequest Request(Random random)
    {
        int n = random.Next(1, 13);
        var problem = new Problem
        {
            Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Quantity = Math.Round(100 * random.NextDouble(), 2),
            Grid = new() { PeriodCount = n },
            Cost = Cost(random, n),
            Bounds = Bounds(random, n),
        };
        if (random.Next(4) == 0) problem.Grid.MergeCount = random.Next(2, 5);
        if (random.Next(4) == 0) Fill(problem.Grid.DurationSeconds, random, n, 60);
        if (random.Next(5) == 0) problem.Dynamics = Dynamics(random, n);
        if (problem.Dynamics is not null && random.Next(2) == 0) problem.Risk = new() { RiskAversion = random.NextDouble() };
        if (random.Next(5) == 0) problem.Concentration = new() { MinPeriodCount = random.Next(1, n + 1) };
        if (random.Next(6) == 0) problem.SlippageLimits = new() { PerPeriod = { 50 * random.NextDouble() } };
        if (random.Next(5) == 0)
        {
            problem.QuantityUnits = random.Next(0, 60) * 5;
            problem.WholeLots = new() { LotUnits = 5 };
            problem.Instrument = new() { Symbol = "ABC", Currency = "USD", Quantum = random.Next(2) == 0 ? 0 : 0.5 };
        }

        return new() { RequestId = $"request {random.Next(1000)}", Problem = problem };
    }

    public static CostModel Cost(Random random, int n)
    {
        var cost = new CostModel { Basis = random.Next(2) == 0 ? ImpactBasis.PerShare : ImpactBasis.TotalCost };
        if (random.Next(3) == 0) Fill(cost.HalfSpread, random, n, 0.1);
        if (random.Next(3) == 0) Fill(cost.ValidUpTo, random, n, 50);
        switch (random.Next(5))
        {
            case 0:
                cost.PowerLaw = new();
                Fill(cost.PowerLaw.Alpha, random, n, 1);
                if (random.Next(2) == 0) Fill(cost.PowerLaw.Sigma, random, n, 2);
                double least = cost.Basis == ImpactBasis.PerShare ? 0.3 : 1.2;
                Fill(cost.PowerLaw.Beta, random, n, 1, least);
                break;
            case 1:
                cost.Quadratic = new();
                if (random.Next(3) > 0) Fill(cost.Quadratic.Alpha, random, n, 1);
                Fill(cost.Quadratic.Beta, random, n, 0.1);
                break;
            case 2:
                cost.Linear = new();
                Fill(cost.Linear.Alpha, random, n, 1);
                if (random.Next(2) == 0) Fill(cost.Linear.Beta, random, n, 1);
                if (random.Next(2) == 0) Fill(cost.Linear.Volatility, random, n, 1);
                if (random.Next(2) == 0) Fill(cost.Linear.Liquidity, random, n, 1);
                if (random.Next(2) == 0) Fill(cost.Linear.Price, random, n, 1, -0.5);
                break;
            case 3:
                cost.PiecewiseLinear = new() { LevelCount = { 3 } };
                for (int books = random.Next(2) == 0 ? 1 : n; books > 0; books--)
                {
                    cost.PiecewiseLinear.LevelSize.Add([random.Next(20), random.Next(20), random.Next(2) == 0 ? 10 : double.PositiveInfinity]);
                    cost.PiecewiseLinear.LevelPrice.Add([0.1, 0.1 + random.NextDouble(), 2]);
                }

                break;
            default:
                cost.Composite = new();
                Fill(cost.Composite.A, random, n, 0.1);
                if (cost.Basis == ImpactBasis.TotalCost) Fill(cost.Composite.B, random, n, 0.1);
                Fill(cost.Composite.C, random, n, 0.1);
                Fill(cost.Composite.D, random, n, 1, 1.2);
                break;
        }

        return cost;
    }

    public static Bounds? Bounds(Random random, int n)
    {
        if (random.Next(3) == 0) return null;
        var bounds = new Bounds();
        if (random.Next(3) == 0) Fill(bounds.MinQuantity, random, n, 3);
        if (random.Next(3) == 0) Fill(bounds.MaxQuantity, random, n, 90, 5);
        if (random.Next(4) == 0)
        {
            Fill(bounds.Volume, random, n, 500);
            Fill(bounds.ParticipationRate, random, n, 0.5);
        }

        if (random.Next(4) == 0)
        {
            Fill(bounds.Target, random, n, 20);
            Fill(bounds.MaxDeviation, random, n, 40);
        }

        return bounds;
    }

    private static PriceDynamics Dynamics(Random random, int n)
    {
        var dynamics = new PriceDynamics();
        Fill(dynamics.Volatility, random, n, 1);
        if (random.Next(2) == 0) Fill(dynamics.Drift, random, n, 0.02, -0.01);
        if (random.Next(2) == 0) Fill(dynamics.PermanentImpact, random, n, 1e-3);
        return dynamics;
    }

    // one value per period, or one for all
    private static void Fill(RepeatedField<double> field, Random random, int n, double range, double least = 0)
    {
        for (int count = random.Next(3) == 0 ? 1 : n; count > 0; count--) field.Add(least + (range * random.NextDouble()));
    }
}
