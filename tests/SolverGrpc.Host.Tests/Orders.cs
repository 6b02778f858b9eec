using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Host.Tests;

/// <summary>Problems to send.</summary>
internal static class Orders
{
    /// <summary>MATH: c = (1, 2, 4), d = 1.5, S = 100 gives x = (76.19, 19.05, 4.76).</summary>
    public static SolveRequest Published(string id = "published") => new()
    {
        RequestId = id,
        Problem = new()
        {
            Side = Side.Buy,
            Quantity = 100,
            Grid = new() { PeriodCount = 3 },
            Cost = new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { 1, 2, 4 }, Beta = { 1.5 } } },
        },
    };

    /// <summary>A U-shaped day with an exponent of its own for every period.</summary>
    public static SolveRequest Day(int periodCount, string id = "day")
    {
        var model = new PowerLawModel();
        for (int i = 0; i < periodCount; i++)
        {
            double day = (i + 0.5) / periodCount;
            model.Alpha.Add(0.01 * (1 + (4 * day * (1 - day))));
            model.Beta.Add(0.4 + (0.3 * day));
        }

        return new()
        {
            RequestId = id,
            Problem = new()
            {
                Side = Side.Buy,
                Quantity = 100.0 * periodCount,
                Grid = new() { PeriodCount = periodCount },
                Cost = new() { Basis = ImpactBasis.PerShare, PowerLaw = model },
            },
        };
    }
}
