using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests;

/// <summary>Random problems with chosen traits; the same seed gives the same problem.</summary>
public static class Draw
{
    /// <summary>Costs that are convex, concave, concave then convex, or all of them mixed; linear now and then.</summary>
    public enum Shape
    {
        Convex,
        Concave,
        ConcaveConvex,
        Mixed,
    }

    /// <summary>N periods of curves for S = <paramref name="quantity"/>, no bounds.</summary>
    public static AllocationProblem Curves(Random random, int periodCount, double quantity, Shape shape)
    {
        var problem = new AllocationProblem();
        problem.Reset(periodCount);
        problem.Quantity = quantity;
        for (int i = 0; i < periodCount; i++)
        {
            Shape own = shape == Shape.Mixed ? (Shape)random.Next(3) : shape;
            problem.A[i] = random.Next(3) == 0 ? random.NextDouble() - .3 : 0;
            problem.C[i] = Math.Exp(random.NextDouble() * 2);
            problem.D[i] = own == Shape.Convex ? 1.05 + (2.5 * random.NextDouble()) : .1 + (.85 * random.NextDouble());
            bool quadratic = own == Shape.ConcaveConvex || (own == Shape.Convex && random.Next(3) == 0);
            problem.B[i] = quadratic ? Math.Exp((random.NextDouble() * 3) - 2) / quantity : 0;
            if (own == Shape.Convex && random.Next(4) == 0) (problem.C[i], problem.D[i]) = (0, 2);
            if (problem.B[i] == 0 && problem.C[i] == 0) problem.A[i] = random.NextDouble();
        }

        return problem;
    }

    /// <summary>
    /// Costs of similar size, so that many periods compete and caps decide: exponents 0.3 to 0.9, and in every second period 1.1 to 2.6 if
    /// <paramref name="mixed"/>; coefficients within a factor of e²; caps of 1.5 to 6.5 times the mean.
    /// </summary>
    public static AllocationProblem Competing(Random random, int periodCount, double quantity, bool mixed)
    {
        var problem = new AllocationProblem();
        problem.Reset(periodCount);
        problem.Quantity = quantity;
        for (int i = 0; i < periodCount; i++)
        {
            bool concave = !mixed || random.Next(2) == 0;
            problem.D[i] = concave ? .3 + (.6 * random.NextDouble()) : 1.1 + (1.5 * random.NextDouble());
            problem.C[i] = Math.Exp(2 * random.NextDouble());
            problem.Upper[i] = Math.Ceiling(quantity / periodCount * (1.5 + (5 * random.NextDouble())));
        }

        return problem;
    }

    /// <summary>
    /// Costs and rules of every kind over 1 to 4 periods in few lots, so that every schedule can be tried. Coupled in every second problem.
    /// </summary>
    public static AllocationProblem Small(Random random)
    {
        int periods = random.Next(1, 5);
        (long lot, long quantity, OddLotRule odd) = FewLots(random);
        AllocationProblem problem = random.Next(5) == 0 ? Book(random, periods, quantity) : Curves(random, periods, quantity, (Shape)random.Next(4));
        if (random.Next(2) == 0) problem.WithBounds(random);
        if (random.Next(3) == 0) problem.WithMinimumSlices(random);
        if (random.Next(2) == 0) problem.WithCoupling(random);
        return problem.InLots(lot, odd);
    }

    /// <summary>1 to 11 lots of 1 to 5 shares; every second of lots larger than a share has an odd lot, too.</summary>
    public static (long Lot, long Quantity, OddLotRule Odd) FewLots(Random random)
    {
        long lot = random.Next(2) == 0 ? 1 : random.Next(2, 6), quantity = lot * random.Next(1, 12);
        if (lot == 1 || random.Next(2) == 1) return (lot, quantity, OddLotRule.None);
        return (lot, quantity + random.Next(1, (int)lot), random.Next(2) == 0 ? OddLotRule.BestPeriod : OddLotRule.LastPeriod);
    }

    /// <summary>A book of 1 to 6 levels in every period, at prices with ties.</summary>
    public static AllocationProblem Book(Random random, int periodCount, double quantity) => Make.Book(
        quantity,
        [.. Enumerable.Range(0, periodCount).Select(_ => Levels(random, random.Next(1, 7), quantity))]);

    /// <summary>Floors and caps that leave room; whole numbers or not.</summary>
    public static AllocationProblem WithBounds(this AllocationProblem problem, Random random, bool floors = true, bool whole = false)
    {
        double mean = problem.Quantity / problem.PeriodCount;
        for (int i = 0; i < problem.PeriodCount; i++)
        {
            double lower = floors && random.Next(3) == 0 ? mean * random.NextDouble() * .7 : 0;
            double upper = random.Next(3) == 0 ? double.PositiveInfinity : mean * (1.3 + (2 * random.NextDouble()));
            problem.Lower[i] = whole ? Math.Floor(lower) : lower;
            problem.Upper[i] = whole ? Math.Ceiling(upper) : upper;
        }

        return problem;
    }

    /// <summary>Nothing or at least a minimum slice in most periods.</summary>
    public static AllocationProblem WithMinimumSlices(this AllocationProblem problem, Random random, bool whole = false)
    {
        double mean = problem.Quantity / problem.PeriodCount;
        problem.HasMinimumSlice = true;
        for (int i = 0; i < problem.PeriodCount; i++)
        {
            double slice = random.Next(4) == 0 ? 0 : mean * (.5 + random.NextDouble());
            problem.MinimumSlice[i] = whole ? Math.Ceiling(slice) : slice;
        }

        return problem;
    }

    /// <summary>Whole lots of <paramref name="lotUnits"/> shares.</summary>
    public static AllocationProblem InLots(this AllocationProblem problem, long lotUnits, OddLotRule odd = OddLotRule.None)
    {
        problem.Lots = new(lotUnits, (long)problem.Quantity, 1, odd);
        return problem;
    }

    /// <summary>Risk aversion, drift and permanent impact of sizes that matter.</summary>
    public static AllocationProblem WithCoupling(this AllocationProblem problem, Random random)
    {
        double quantity = problem.Quantity;
        problem.HasVariance = problem.HasDrift = problem.HasPermanentImpact = true;
        problem.Risk = new(RiskKind.Aversion, random.NextDouble() / quantity, 0);
        for (int i = 0; i < problem.PeriodCount; i++)
        {
            problem.PriceVariance[i] = random.NextDouble();
            problem.Drift[i] = random.NextDouble() - .5;
            problem.PermanentImpact[i] = random.NextDouble() / quantity;
        }

        return problem;
    }

    private static (double Size, double Price)[] Levels(Random random, int count, double quantity)
    {
        var levels = new (double Size, double Price)[count];
        double price = random.Next(4);
        for (int k = 0; k < count; k++)
        {
            levels[k] = (k == count - 1 ? double.PositiveInfinity : random.Next(0, (int)Math.Max(2, quantity)), price);
            price += random.Next(3);
        }

        return levels;
    }
}
