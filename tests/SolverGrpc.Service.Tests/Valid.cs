using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Service.Tests;

/// <summary>Requests with nothing wrong, to break one thing each.</summary>
internal static class Valid
{
    public const int PeriodCount = 3;

    /// <summary>A U-shaped day of power laws with an exponent of their own each.</summary>
    public static SolveRequest Request(int periodCount = PeriodCount) => new() { RequestId = "r", Problem = Problem(periodCount) };

    /// <summary>A problem with power laws per share, no bounds.</summary>
    public static Problem Problem(int periodCount = PeriodCount)
    {
        var model = new PowerLawModel();
        for (int i = 0; i < periodCount; i++)
        {
            double day = (i + 0.5) / periodCount;
            model.Alpha.Add(0.01 * (1 + (4 * day * (1 - day))));
            model.Sigma.Add(1 + (0.5 * day));
            model.Beta.Add(0.4 + (0.3 * day));
        }

        return new()
        {
            Side = Side.Buy,
            Quantity = 1000,
            Grid = new() { PeriodCount = periodCount },
            Cost = new() { Basis = ImpactBasis.PerShare, PowerLaw = model },
        };
    }
}
