using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Service.Handlers;

namespace SolverGrpc.Service.Tests;

/// <summary>What the canonical problem says is what the message says.</summary>
public sealed class MappingTests
{
    private static readonly double[] Sizes = [0.5, 1, 7, 300];
    private static readonly double[] Exponents = [1.5, 1, 2];
    private static readonly double[] Coefficients = [0.024, 0.018, 0.008];

    [Theory]
    [InlineData(ImpactBasis.PerShare)]
    [InlineData(ImpactBasis.TotalCost)]
    public void PowerLaw_AnyQuantity_CostsWhatTheCurveSays(ImpactBasis basis) => AssertCosts(
        basis, new() { PowerLaw = new() { Alpha = { 1, 2, 3 }, Sigma = { 0.5 }, Beta = { 1.5, 1, 2 } } }, (i, x) => (i + 1) * 0.5 * Math.Pow(x, Exponents[i]));

    [Theory]
    [InlineData(ImpactBasis.PerShare)]
    [InlineData(ImpactBasis.TotalCost)]
    public void Quadratic_AnyQuantity_CostsWhatTheCurveSays(ImpactBasis basis) => AssertCosts(
        basis, new() { Quadratic = new() { Alpha = { 0.024, 0.018, 0.008 }, Beta = { 0.0012 } } }, (i, x) => (Coefficients[i] * x) + (0.0012 * x * x));

    [Theory]
    [InlineData(ImpactBasis.PerShare)]
    [InlineData(ImpactBasis.TotalCost)]
    public void Linear_AnyQuantity_CostsWhatTheCurveSays(ImpactBasis basis) => AssertCosts(
        basis, new() { Linear = new() { Alpha = { 1, 2, 3 }, Beta = { 0.5 }, Volatility = { 2 }, Liquidity = { 0.1 } } }, (i, x) => (i + 1) * (1 + (0.5 * 2)) * 0.1 * x);

    [Theory]
    [InlineData(ImpactBasis.PerShare)]
    [InlineData(ImpactBasis.TotalCost)]
    public void Composite_AnyQuantity_CostsWhatTheCurveSays(ImpactBasis basis)
    {
        double b = basis == ImpactBasis.PerShare ? 0 : 0.1;
        AssertCosts(basis, new() { Composite = new() { A = { 1 }, B = { b }, C = { 1, 2, 3 }, D = { 1.5, 1, 2 } } }, (i, x) => x + (b * x * x) + ((i + 1) * Math.Pow(x, Exponents[i])));
    }

    [Fact]
    public void LinearPrice_WhateverTheBasis_IsPaidOnEveryShare()
    {
        SolveJob job = Check.Mapped(p => p.Cost = new() { Basis = ImpactBasis.PerShare, Linear = new() { Alpha = { 1 }, Price = { -2, 0, 3 } } });
        Assert.Equal([-2, 0, 3], job.Problem.A);
        Assert.Equal([1, 1, 1], job.Problem.B);
    }

    [Fact]
    public void PiecewiseLinear_OneBookForAll_StandsForEveryPeriod()
    {
        SolveJob job = Check.Mapped(p => p.Cost = new()
        {
            Basis = ImpactBasis.TotalCost,
            HalfSpread = { 0, 1, 2 },
            PiecewiseLinear = new() { LevelCount = { 2 }, LevelSize = { 10, double.PositiveInfinity }, LevelPrice = { 1, 3 } },
        });
        for (int i = 0; i < 3; i++) Assert.Equal((10 * (1 + i)) + (5 * (3 + i)), job.Problem.LevelsOf(i).Value(15));
    }

    [Fact]
    public void PiecewiseLinear_BookPerPeriod_IsTaken()
    {
        SolveJob job = Check.Mapped(p => p.Cost = new()
        {
            Basis = ImpactBasis.TotalCost,
            PiecewiseLinear = new() { LevelCount = { 1, 2, 1 }, LevelSize = { 5, 6, 7, 8 }, LevelPrice = { 1, 2, 3, 4 } },
        });
        Assert.Equal([5, 13, 8], Enumerable.Range(0, 3).Select(i => job.Problem.LevelsOf(i).DepthBelow(double.PositiveInfinity)));
    }

    [Fact]
    public void PiecewiseLinear_PerShare_IsNotCovered() => Assert.Contains(
        "PER_SHARE",
        Unsupported(p => p.Cost = new() { Basis = ImpactBasis.PerShare, PiecewiseLinear = new() { LevelCount = { 1 }, LevelSize = { 5 }, LevelPrice = { 1 } } }),
        StringComparison.Ordinal);

    [Fact]
    public void Bounds_AllTogether_TheTightestHolds()
    {
        SolveJob job = Check.Mapped(p =>
        {
            p.Bounds = new()
            {
                MinQuantity = { 1, 2, 3 },
                MaxQuantity = { double.PositiveInfinity, 400, 500 },
                ParticipationRate = { 0.1 },
                Volume = { 9000, 9000, 4500 },
                Target = { 300 },
                MaxDeviation = { 200, 299, double.PositiveInfinity },
                MinimumSlice = { 0, 5, 0 },
            };
            p.Concentration = new() { MinPeriodCount = 2, MaxPeriodShare = 0.49 };
        });
        Assert.Equal([100, 2, 3], job.Problem.Lower);
        Assert.Equal([490, 400, 450], job.Problem.Upper);
        Assert.Equal([0, 5, 0], job.Problem.MinimumSlice);
        Assert.True(job.Problem is { HasMinimumSlice: true, HasVolume: true });
    }

    [Fact]
    public void SlippagePerPeriod_ConvexCost_IsACap()
    {
        // per share alpha x^1: x = limit / alpha
        SolveJob job = Check.Mapped(p =>
        {
            p.Cost = new() { Basis = ImpactBasis.PerShare, PowerLaw = new() { Alpha = { 0.01, 0.02, 0.04 }, Beta = { 1 } } };
            p.SlippageLimits = new() { PerPeriod = { 4, 4, double.PositiveInfinity }, PerOrder = 2 };
        });
        Assert.Equal([400, 200, double.PositiveInfinity], job.Problem.Upper);
        Assert.Equal(2, job.Problem.OrderSlippageLimit);
    }

    [Fact]
    public void SlippagePerPeriod_ConcaveCost_IsNotCovered() => Assert.Contains(
        "concave",
        Unsupported(p =>
        {
            p.Cost = new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { 1 }, Beta = { 0.5 } } };
            p.SlippageLimits = new() { PerPeriod = { 4 } };
        }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Side.Buy, 1)]
    [InlineData(Side.Sell, -1)]
    public void Dynamics_Side_SignsTheDrift(Side side, double sign)
    {
        SolveJob job = Check.Mapped(p =>
        {
            p.Side = side;
            p.Dynamics = new() { Volatility = { 2, 0, 3 }, Drift = { 0.5 }, PermanentImpact = { 0.1, 0.2, 0.3 } };
            p.Risk = new() { ValueAtRiskLimit = new() { Limit = 7, Confidence = 0.95 } };
        });
        Assert.Equal([4, 0, 9], job.Problem.PriceVariance);
        Assert.Equal([0.5 * sign, 0.5 * sign, 0.5 * sign], job.Problem.Drift);
        Assert.Equal([0.1, 0.2, 0.3], job.Problem.PermanentImpact);
        Assert.Equal(RiskKind.ValueAtRiskLimit, job.Problem.Risk.Kind);
        Assert.Equal(1.6448536269514722, job.Problem.Risk.Z, 14);
    }

    [Fact]
    public void QuantityUnits_WithQuantum_AreShares()
    {
        SolveJob job = Check.Mapped(p =>
        {
            p.QuantityUnits = 1005;
            p.Instrument = new() { Quantum = 0.25 };
            p.WholeLots = new() { LotUnits = 10, OddLot = OddLot.BestPeriod };
        });
        Assert.Equal(251.25, job.Problem.Quantity);
        Assert.Equal(new LotRule(10, 1005, 0.25, OddLotRule.BestPeriod), job.Problem.Lots);
    }

    [Fact]
    public void Quantity_NegativeZero_IsZero()
    {
        SolveJob job = Check.Mapped(p => p.Quantity = -0.0);
        Assert.False(double.IsNegative(job.Problem.Quantity));
    }

    [Fact]
    public void MergeCount_SamePowerLaw_IsSolvedInBins()
    {
        SolveJob job = Check.Mapped(p =>
        {
            p.Grid.MergeCount = 2;
            p.Cost = new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { 1, 3, 5 }, Beta = { 2 } } };
        });
        Assert.Equal([1, 5], job.Problem.B);
    }

    [Fact]
    public void MergeCount_DifferentExponents_IsNotCovered() => Assert.Contains("exponents", Unsupported(p => p.Grid.MergeCount = 2), StringComparison.Ordinal);

    private static string Unsupported(Action<Problem> change)
    {
        SolveJob job = Check.Mapped(change);
        job.Run();
        Assert.Equal(Core.Solving.Termination.Unsupported, job.Result.Termination);
        return job.Result.Detail;
    }

    private static void AssertCosts(ImpactBasis basis, CostModel cost, Func<int, double, double> curve)
    {
        cost.Basis = basis;
        cost.HalfSpread.Add([0.1, 0.2, 0]);
        AllocationProblem problem = Check.Mapped(p => p.Cost = cost).Problem;
        for (int i = 0; i < Valid.PeriodCount; i++)
        {
            foreach (double x in Sizes)
            {
                double expected = (basis == ImpactBasis.PerShare ? x * curve(i, x) : curve(i, x)) + (cost.HalfSpread[i] * x);
                Assert.Equal(expected, Core.Costs.PeriodCost.Value(problem, i, x), 1e-12 * (1 + expected));
            }
        }
    }
}
