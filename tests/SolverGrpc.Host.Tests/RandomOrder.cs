using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Host.Tests;

/// <summary>The kinds of bounds a problem can have.</summary>
public enum BoundKind
{
    None,
    Floors,
    Caps,
    FloorsAndCaps,
    Participation,
    TargetBand,
    MinPeriodCount,
    MaxPeriodShare,
    SlippagePerPeriod,
    Everything,
}

/// <summary>Random convex orders of a given kind.</summary>
internal static class RandomOrder
{
    public static Problem Of(Random random, CostModel.ModelOneofCase model, ImpactBasis basis, BoundKind bound)
    {
        int n = random.Next(1, 12);
        var problem = new Problem
        {
            Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Quantity = 20 + (80 * random.NextDouble()),
            Grid = new() { PeriodCount = n },
            Cost = new() { Basis = basis },
        };
        if (random.Next(2) == 0) Fill(problem.Cost.HalfSpread, random, n, 0, 0.5);
        FillModel(problem.Cost, model, random, n);
        FillBounds(problem, bound, random, n);
        return problem;
    }

    private static void FillModel(CostModel cost, CostModel.ModelOneofCase model, Random random, int n)
    {
        bool perShare = cost.Basis == ImpactBasis.PerShare;
        switch (model)
        {
            case CostModel.ModelOneofCase.PowerLaw:
                cost.PowerLaw = new();
                Fill(cost.PowerLaw.Alpha, random, n, 0.1, 1);
                if (random.Next(2) == 0) Fill(cost.PowerLaw.Sigma, random, n, 0.5, 1);
                Fill(cost.PowerLaw.Beta, random, n, perShare ? 0.2 : 1, 1);
                break;
            case CostModel.ModelOneofCase.Quadratic:
                cost.Quadratic = new();
                if (random.Next(3) > 0) Fill(cost.Quadratic.Alpha, random, n, 0, 1);
                if (random.Next(3) > 0) Fill(cost.Quadratic.Beta, random, n, 0, 0.1);
                break;
            case CostModel.ModelOneofCase.Linear:
                cost.Linear = new();
                Fill(cost.Linear.Alpha, random, n, 0.1, 1);
                if (random.Next(2) == 0) Fill(cost.Linear.Beta, random, n, 0, 1);
                if (random.Next(2) == 0) Fill(cost.Linear.Volatility, random, n, 0, 1);
                if (random.Next(2) == 0) Fill(cost.Linear.Liquidity, random, n, 0.5, 1);
                if (random.Next(2) == 0) Fill(cost.Linear.Price, random, n, -1, 2);
                break;
            case CostModel.ModelOneofCase.PiecewiseLinear:
                cost.PiecewiseLinear = new();
                for (int i = 0; i < n; i++)
                {
                    cost.PiecewiseLinear.LevelCount.Add(3);
                    cost.PiecewiseLinear.LevelSize.Add([random.Next(5), random.Next(1, 30), random.Next(2) == 0 ? 40 : double.PositiveInfinity]);
                    cost.PiecewiseLinear.LevelPrice.Add([random.NextDouble(), 1 + random.NextDouble(), 2 + random.NextDouble()]);
                }

                break;
            default:
                cost.Composite = new();
                if (random.Next(2) == 0) Fill(cost.Composite.A, random, n, perShare ? 0 : -0.5, 1);
                bool both = !perShare && random.Next(2) == 0;
                if (both || random.Next(2) == 0) Fill(cost.Composite.B, random, n, 0.01, 0.1);
                if (both || cost.Composite.B.Count == 0)
                {
                    Fill(cost.Composite.C, random, n, 0.01, 0.5);
                    Fill(cost.Composite.D, random, n, perShare ? 0.3 : 1.2, 1.5);
                }

                break;
        }
    }

    private static void FillBounds(Problem problem, BoundKind bound, Random random, int n)
    {
        double mean = problem.Quantity / n;
        bool all = bound == BoundKind.Everything;
        problem.Bounds = new();
        if (all || bound is BoundKind.Floors or BoundKind.FloorsAndCaps) Fill(problem.Bounds.MinQuantity, random, n, 0, 0.8 * mean);
        if (all || bound is BoundKind.Caps or BoundKind.FloorsAndCaps) Fill(problem.Bounds.MaxQuantity, random, n, 0.9 * mean, 1.5 * mean);
        if (all || bound is BoundKind.Participation)
        {
            Fill(problem.Bounds.ParticipationRate, random, n, 0.1, 0.2);
            Fill(problem.Bounds.Volume, random, n, 8 * mean, 10 * mean);
        }

        if (all || bound is BoundKind.TargetBand)
        {
            Fill(problem.Bounds.Target, random, n, 0.7 * mean, 0.6 * mean);
            Fill(problem.Bounds.MaxDeviation, random, n, 0.4 * mean, mean);
        }

        if (all || bound is BoundKind.MinPeriodCount) problem.Concentration = new() { MinPeriodCount = random.Next(1, n + 1) };
        if (all || bound is BoundKind.MaxPeriodShare)
            problem.Concentration = new() { MaxPeriodShare = Math.Min(1, (1.0 / n) + (0.5 * random.NextDouble())), MinPeriodCount = problem.Concentration?.MinPeriodCount ?? 0 };
        if (all || bound is BoundKind.SlippagePerPeriod)
        {
            problem.SlippageLimits = new();
            Fill(problem.SlippageLimits.PerPeriod, random, n, 3, 60);
        }
    }

    // one value per period, or one for all
    private static void Fill(RepeatedField<double> field, Random random, int n, double least, double range)
    {
        for (int count = random.Next(4) == 0 ? 1 : n; count > 0; count--) field.Add(least + (range * random.NextDouble()));
    }
}
