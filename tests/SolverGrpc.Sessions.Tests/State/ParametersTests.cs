using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Tests.State;

/// <summary>A market update that leads to parameters that are not valid has changed nothing.</summary>
public class ParametersTests
{
    private const int Periods = 4;

    public static TheoryData<string, bool, bool> Updates()
    {
        var all = new TheoryData<string, bool, bool>();
        foreach (string model in (string[])["power law", "quadratic", "linear", "levels", "composite"])
        {
            foreach (bool sparse in (bool[])[false, true])
            {
                all.Add(model, sparse, false);
                all.Add(model, sparse, true);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public void Change_ThatLeadsToAnInvalidProblem_LeavesEverything(string model, bool sparse, bool bare)
    {
        Problem problem = Orders.PowerLaw(1_000, Periods);
        problem.Cost = Cost(model);
        if (!bare) (problem.Bounds, problem.Dynamics) = (new() { MaxQuantity = { 900 }, Volume = { 1, 2, 3, 4 } }, new() { Volatility = { 0.1 }, Drift = { 0.01 } });
        Problem before = problem.Clone();
        var parameters = new Parameters(problem);
        MarketUpdate update = Update(model, sparse);
        Assert.True(parameters.Change(update).None);
        Assert.NotEqual(before, problem);

        before = problem.Clone();
        update.VolatilityScale = 1e200; // whose square is beyond all numbers
        Assert.False(parameters.Change(update).None);
        Assert.Equal(before, problem);
    }

    private static CostModel Cost(string model) => model switch
    {
        "power law" => new() { Basis = ImpactBasis.PerShare, PowerLaw = new() { Alpha = { 0.1 }, Beta = { 0.5, 0.6, 0.5, 0.6 } } },
        "quadratic" => new() { Basis = ImpactBasis.TotalCost, Quadratic = new() { Alpha = { 0.1 }, Beta = { 1, 2, 3, 4 } } },
        "linear" => new() { Basis = ImpactBasis.PerShare, Linear = new() { Alpha = { 1, 2, 3, 4 } } },
        "levels" => new() { Basis = ImpactBasis.TotalCost, PiecewiseLinear = new() { LevelCount = { 2 }, LevelSize = { 500, 1_000 }, LevelPrice = { 1, 2 } } },
        _ => new() { Basis = ImpactBasis.TotalCost, Composite = new() { A = { 0.1 }, B = { 1, 2, 3, 4 }, C = { 1 }, D = { 1.5 } } },
    };

    // every array that an update can have
    private static MarketUpdate Update(string model, bool sparse)
    {
        var update = new MarketUpdate { HalfSpread = { 0.01, 0.02 }, Volatility = { 0.2, 0.3 }, Volume = { 5, 6 }, MaxQuantity = { 800, 700 }, ImpactScale = 1.5, VolatilityScale = 2 };
        if (sparse) update.Periods.AddRange([1, 3]);
        else update.FromPeriod = 2;
        switch (model)
        {
            case "power law": update.PowerLaw = new() { Alpha = { 0.2, 0.3 }, Sigma = { 2, 3 }, Beta = { 0.7, 0.8 } }; break;
            case "quadratic": update.Quadratic = new() { Alpha = { 0.2, 0.3 }, Beta = { 5, 6 } }; break;
            case "linear": update.Linear = new() { Alpha = { 5, 6 }, Beta = { 0.1, 0.2 }, Volatility = { 0.1, 0.2 }, Liquidity = { 1, 2 }, Price = { 0.1, 0.2 } }; break;
            case "levels": update.PiecewiseLinear = new() { LevelCount = { 1, 2 }, LevelSize = { 600, 600, 700 }, LevelPrice = { 1, 1, 2 } }; break;
            default: update.Composite = new() { A = { 0.2, 0.3 }, B = { 5, 6 }, C = { 2, 3 }, D = { 1.6, 1.7 } }; break;
        }

        return update;
    }
}
