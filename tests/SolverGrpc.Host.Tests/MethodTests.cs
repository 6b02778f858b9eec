using System.Numerics;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using Method = SolverGrpc.Contracts.V1.Method;
using MethodComparison = SolverGrpc.Contracts.V1.MethodComparison;
using Problem = SolverGrpc.Contracts.V1.Problem;
using Termination = SolverGrpc.Contracts.V1.Termination;

namespace SolverGrpc.Host.Tests;

/// <summary>Every method by its name on the wire: how near it comes to the optimum, what it tells of its way there, and what it refuses.</summary>
public sealed class MethodTests(RunningHost host) : IClassFixture<RunningHost>
{
    private static readonly double[] Coefficients = [1, 2, 4, 8];

    /// <summary>How far above the optimum a method states that it may end, as a part of it, and whether it has residuals to show.</summary>
    public static TheoryData<Method, double, bool> Methods => new()
    {
        { Method.Auto, 1e-9, true },
        { Method.Lambda, 1e-9, true },
        { Method.InteriorPoint, 1e-9, true },
        { Method.BranchAndBound, 1e-9, false },
        { Method.DynamicProgramming, 1e-6, false },
        { Method.ClosedForm, 1e-9, false },
        { Method.Bisection, 1e-9, true },
        { Method.Newton, 1e-9, true },
        { Method.Sqp, 1e-9, true },
        { Method.DifferentialEvolution, 1e-4, true },
        { Method.Greedy, 1e-4, false },
        { Method.EqualSplit, double.PositiveInfinity, false },
        { Method.Vwap, double.PositiveInfinity, false },
        { Method.Pov, double.PositiveInfinity, false },
    };

    [Fact]
    public void Methods_OfTheContract_AreAllHere() =>
        Assert.Equal(Enum.GetValues<Method>().Where(method => method != Method.Unspecified).Order(), Methods.Select(row => (Method)row[0]).Order());

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_AskedFor_ComesWithinItsToleranceAndSaysHow(Method method, double tolerance, bool residuals)
    {
        double[] exponents = method == Method.ClosedForm ? [1.5, 1.5, 1.5, 1.5] : [1.5, 1.6, 1.7, 1.8];
        SolveResponse response = await host.Client.SolveAsync(new() { Problem = Four(exponents), Options = new() { Method = method } });
        Assert.Equal(method == Method.Auto ? Method.Lambda : method, response.Diagnostics.Method);
        double optimum = Optimum(exponents);
        Assert.InRange(response.Certificate.Objective / optimum, 1 - 1e-12, 1 + tolerance);
        if (tolerance <= 1e-9) Assert.Equal(Termination.Optimal, response.Outcome.Termination);
        Assert.Equal(residuals, response.Diagnostics.ResidualHistory.Count > 0);
        if (residuals) Assert.InRange(response.Diagnostics.Iterations, 1, int.MaxValue);

        CompareResponse comparison = await host.Client.CompareAsync(new() { Problem = Four(exponents), Methods = { method } });
        MethodComparison row = Assert.Single(comparison.Methods);
        Assert.Equal((method, response.Outcome.Termination), (row.Method, row.Outcome.Termination));
        Assert.Equal(response.Certificate.Objective, row.Certificate.Objective, 1e-12 * optimum);
        Assert.Equal(response.Diagnostics.ResidualHistory, row.Diagnostics.ResidualHistory);
        Assert.Equal((response.Statistics.StandardDeviation, response.Statistics.Herfindahl), (row.Statistics.StandardDeviation, row.Statistics.Herfindahl));
    }

    [Fact]
    public async Task Compare_WithoutMethods_RunsAllThatTakeTheProblem()
    {
        CompareResponse comparison = await host.Client.CompareAsync(new() { Problem = Four(1.5, 1.5, 1.5, 1.5) });
        Assert.Equal(Methods.Select(row => (Method)row[0]).Order(), comparison.Methods.Select(row => row.Method).Order());
        double bound = comparison.Methods.Max(row => row.Certificate.LowerBound);
        Assert.All(comparison.Methods, row => Assert.Equal(bound, row.Certificate.LowerBound));
    }

    [Fact]
    public async Task Method_WhatItCannotTake_IsRefusedWithItsReason()
    {
        int refused = 0;
        foreach (IAllocationMethod method in MethodTable.All)
        {
            foreach (ProblemTraits trait in Enum.GetValues<ProblemTraits>().Where(trait => BitOperations.IsPow2((int)trait)))
            {
                if (method.Refuse(trait) is not { } reason) continue;
                var options = new SolveOptions { Method = Enum.Parse<Method>(method.Id.ToString()) };
                SolveResponse response = await host.Client.SolveAsync(new() { Problem = FeatureProblem.Of(trait, FeaturePose.Plain), Options = options });
                Assert.Equal((Termination.Unsupported, reason), (response.Outcome.Termination, response.Outcome.Detail));
                Assert.Null(response.Schedule);
                refused++;
            }
        }

        Assert.InRange(refused, 60, 200);
    }

    // the price at which the periods take 100 shares together, halved for long enough
    private static double Optimum(double[] d)
    {
        double low = 1e-6, high = 1e6;
        double[] x = [];
        for (int i = 0; i < 200; i++)
        {
            double price = Math.Sqrt(low * high);
            x = [.. d.Select((own, k) => Math.Pow(price / (Coefficients[k] * own), 1 / (own - 1)))];
            if (x.Sum() < 100) low = price;
            else high = price;
        }

        return d.Select((own, k) => Coefficients[k] * Math.Pow(x[k], own)).Sum();
    }

    private static Problem Four(params double[] exponents) => new()
    {
        Side = Side.Buy,
        Quantity = 100,
        Grid = new() { PeriodCount = 4 },
        Cost = new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { Coefficients }, Beta = { exponents } } },
        Bounds = new() { Volume = { 1000, 500, 500, 1000 } },
    };
}
