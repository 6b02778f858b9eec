using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Host.Tests;

/// <summary>What a schedule costs and whether it is allowed, read straight from the message: shares no code with the service.</summary>
internal sealed class ContractCost(Problem problem)
{
    private int N => problem.Grid.PeriodCount;

    /// <summary>The expected cost of a schedule.</summary>
    public double Total(IReadOnlyList<double> x) => Enumerable.Range(0, N).Sum(i => Period(i, x[i]));

    /// <summary>The cost of x shares in period i; +infinity beyond the depth of a book.</summary>
    public double Period(int i, double x)
    {
        if (x == 0) return 0;
        CostModel cost = problem.Cost;
        double spread = At(cost.HalfSpread, i, 0) * x;
        if (cost.PiecewiseLinear is { } book) return spread + Walk(book, i, x);
        double g = cost.ModelCase switch
        {
            CostModel.ModelOneofCase.PowerLaw => At(cost.PowerLaw.Alpha, i, 0) * At(cost.PowerLaw.Sigma, i, 1) * Math.Pow(x, At(cost.PowerLaw.Beta, i, 0)),
            CostModel.ModelOneofCase.Quadratic => (At(cost.Quadratic.Alpha, i, 0) * x) + (At(cost.Quadratic.Beta, i, 0) * x * x),
            CostModel.ModelOneofCase.Linear =>
                At(cost.Linear.Alpha, i, 0) * (1 + (At(cost.Linear.Beta, i, 0) * At(cost.Linear.Volatility, i, 0))) * At(cost.Linear.Liquidity, i, 1) * x,
            _ => (At(cost.Composite.A, i, 0) * x) + (At(cost.Composite.B, i, 0) * x * x) + (At(cost.Composite.C, i, 0) * Math.Pow(x, At(cost.Composite.D, i, 2))),
        };
        double price = cost.Linear is { } linear ? At(linear.Price, i, 0) * x : 0;
        return spread + price + (cost.Basis == ImpactBasis.PerShare ? x * g : g);
    }

    /// <summary>Whether period i may take x shares, up to <paramref name="tolerance"/> shares.</summary>
    public bool Allows(int i, double x, double tolerance)
    {
        Bounds bounds = problem.Bounds ?? new();
        double low = At(bounds.MinQuantity, i, 0), high = At(bounds.MaxQuantity, i, double.PositiveInfinity);
        if (bounds.ParticipationRate.Count > 0) high = Math.Min(high, At(bounds.ParticipationRate, i, 1) * At(bounds.Volume, i, 0));
        if (bounds.Target.Count > 0)
        {
            low = Math.Max(low, At(bounds.Target, i, 0) - At(bounds.MaxDeviation, i, 0));
            high = Math.Min(high, At(bounds.Target, i, 0) + At(bounds.MaxDeviation, i, 0));
        }

        if (problem.Concentration is { MinPeriodCount: > 0 } count) high = Math.Min(high, problem.Quantity / count.MinPeriodCount);
        if (problem.Concentration is { MaxPeriodShare: > 0 } share) high = Math.Min(high, problem.Quantity * share.MaxPeriodShare);
        if (problem.Cost.PiecewiseLinear is { } book) high = Math.Min(high, Depth(book, i));
        bool slippage = problem.SlippageLimits is null || x <= tolerance || Period(i, x) <= (At(problem.SlippageLimits.PerPeriod, i, double.PositiveInfinity) * x * (1 + 1e-12)) + 1e-12;
        return x >= low - tolerance && x <= high + tolerance && slippage;
    }

    private static double Walk(PiecewiseLinearModel book, int i, double x)
    {
        double cost = 0;
        (int first, int count) = Levels(book, i);
        for (int k = first; k < first + count && x > 0; k++)
        {
            double take = Math.Min(x, book.LevelSize[k]);
            cost += take * book.LevelPrice[k];
            x -= take;
        }

        return x > 1e-9 ? double.PositiveInfinity : cost;
    }

    private static double Depth(PiecewiseLinearModel book, int i)
    {
        (int first, int count) = Levels(book, i);
        return book.LevelSize.Skip(first).Take(count).Sum();
    }

    private static (int First, int Count) Levels(PiecewiseLinearModel book, int i)
    {
        if (book.LevelCount.Count > 1) return (book.LevelCount.Take(i).Sum(), book.LevelCount[i]);
        int count = book.LevelCount[0];
        return (book.LevelSize.Count == count ? 0 : i * count, count);
    }

    private static double At(RepeatedField<double> values, int i, double absent) => values.Count == 0 ? absent : values.Count == 1 ? values[0] : values[i];
}
