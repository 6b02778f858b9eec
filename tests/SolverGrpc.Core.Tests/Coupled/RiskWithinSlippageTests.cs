using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>Risk together with a limit on the order's slippage, the price of that limit, and what λ and the bounds' multipliers mean beside limits.</summary>
public class RiskWithinSlippageTests
{
    [Theory]
    [InlineData(RiskKind.Aversion)]
    [InlineData(RiskKind.MinimizeValueAtRisk)]
    public void AnyConvexProblem_LimitBinds_IsMetAndProvenAndBeatenByNoSchedule(RiskKind kind)
    {
        int solved = 0, proven = 0;
        Cases.Run(300, random =>
        {
            AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 40));
            if (!CoupledCases.HasRoom(problem) || problem.Solve(Method.InteriorPoint) is not { Termination: Termination.Optimal } cheapest) return;
            double value = kind == RiskKind.Aversion ? CoupledCases.SomeAversion(random, problem) : 0, z = .1 + (2 * random.NextDouble());
            if (problem.Minding(kind, value, z).Solve(Method.InteriorPoint) is not { Termination: Termination.Optimal } dearest) return;
            double least = cheapest.Cost.Total, most = dearest.Cost.Total, scale = Math.Abs(least) + Math.Abs(most) + dearest.Certificate.RoundingScale;
            if (most - least < 1e-6 * scale) return;
            double limit = least + ((most - least) * (.1 + (.8 * random.NextDouble())));
            problem.OrderSlippageLimit = limit / problem.Quantity;

            Answer answer = problem.Solve();
            Assert.True(answer.HasSchedule, $"{answer.Termination} {answer.Detail}");
            Assert.True(answer.Cost.Total <= limit + (1e-12 * scale), $"{answer.Cost.Total:R} > {limit:R}");
            Assert.True(answer.OrderSlippageMultiplier > 0);
            Assert.True(answer.Certificate.RelativeGap <= 1e-6, $"gap {answer.Certificate.RelativeGap:e2}");
            solved++;
            if (answer.Termination == Termination.Optimal) proven++;

            // the two ends and all between them are schedules: those within the limit cost no less than what is proven
            for (int k = 0; k <= 20; k++)
            {
                double[] mixture = Mixture(cheapest.Schedule, dearest.Schedule, k / 20.0);
                if (Reference.Cost(problem, mixture) > limit) continue;
                Assert.True(Reference.Objective(problem, mixture) >= answer.Certificate.LowerBound - (1e-11 * scale));
            }
        });
        Assert.True(solved > 60 && proven >= .95 * solved, $"{proven} of {solved}");
    }

    [Theory]
    [InlineData(RiskKind.Aversion)]
    [InlineData(RiskKind.MinimizeValueAtRisk)]
    public void QuadraticCosts_MultiplierAndLambda_AreWhatRelaxingSaves(RiskKind kind) => Cases.Run(100, random =>
    {
        AllocationProblem problem = Quadratic(random, 20);
        double least = problem.Solve().Cost.Total;
        problem.Minding(kind, kind == RiskKind.Aversion ? 1e-5 : 0, 1);
        double most = problem.Solve().Cost.Total, middle = (least + most) / 2 / problem.Quantity, quantity = problem.Quantity;
        if (most - least < 1e-3 * most) return;
        double At(double limit, double shares)
        {
            (problem.OrderSlippageLimit, problem.Quantity) = (limit, shares);
            Answer answer = problem.Solve();
            Assert.Equal(Termination.Optimal, answer.Termination);
            return answer.Certificate.Objective;
        }

        double step = 1e-4 * (most - least), more = 1e-5 * quantity;
        double saved = (At(middle - (step / quantity), quantity) - At(middle + (step / quantity), quantity)) / (2 * step);
        double grown = (At(middle, quantity + more) - At(middle, quantity - more)) / (2 * more);
        At(middle, quantity);
        Answer answer = problem.Solve();
        Assert.Equal(1, saved / answer.OrderSlippageMultiplier, 1e-3);
        Assert.Equal(1, grown / answer.Lambda, 1e-3);
    });

    [Fact]
    public void LimitBelowTheCheapest_IsInfeasibleWithThatSlippage() => Cases.Run(50, random =>
    {
        AllocationProblem problem = Quadratic(random, 20);
        double least = problem.Solve().Cost.Total / problem.Quantity;
        problem.OrderSlippageLimit = least * (1 - 1e-6);
        foreach (RiskKind kind in (RiskKind[])[RiskKind.Aversion, RiskKind.MinimizeValueAtRisk])
        {
            Answer answer = problem.Minding(kind, kind == RiskKind.Aversion ? 1e-5 : 0, 1).Solve();
            Assert.Equal(Termination.Infeasible, answer.Termination);
            Assert.Equal(least, answer.Infeasibility.SmallestReachable, 1e-9 * least);
        }
    });

    [Fact]
    public void LooseLimit_CostsNothing() => Cases.Run(50, random =>
    {
        AllocationProblem problem = Quadratic(random, 20).Minding(RiskKind.Aversion, 1e-5);
        Answer free = problem.Solve();
        problem.OrderSlippageLimit = free.Cost.Total / problem.Quantity * 1.001;
        Answer answer = problem.Solve();
        Assert.Equal((Termination.Optimal, 0), (answer.Termination, answer.OrderSlippageMultiplier));
        Assert.Equal(free.Certificate.Objective, answer.Certificate.Objective, 1e-12 * free.Certificate.Objective);
    });

    [Fact]
    public void VarianceLimitThatCostsTooMuch_IsInfeasible()
    {
        AllocationProblem problem = Make.Quadratic(100, [0, 0, 0], [1, 1, 1]).Volatile(1);
        Answer limited = problem.Minding(RiskKind.VarianceLimit, 1000).Solve();
        problem.OrderSlippageLimit = limited.Cost.Total / problem.Quantity * .999;
        Assert.Equal(Termination.Infeasible, problem.Solve().Termination);
        problem.OrderSlippageLimit = limited.Cost.Total / problem.Quantity * 1.001;
        Assert.Equal(Termination.Optimal, problem.Solve().Termination);
    }

    [Fact]
    public void MethodThatMindsNoLimit_BreaksIt_HasNoSchedule()
    {
        AllocationProblem problem = Make.Quadratic(100, [0, 0, 0], [1, 1, 1]).Volatile(1).Minding(RiskKind.Aversion, 1);
        problem.OrderSlippageLimit = 33.4;
        Answer answer = problem.Solve(Method.DifferentialEvolution);
        Assert.Equal(Termination.LimitNoSolution, answer.Termination);
        Assert.Contains("slippage", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Bound_AnyMultipliersAndAnyAnchor_IsBelowTheOptimum() => Cases.Run(200, random =>
    {
        AllocationProblem problem = Quadratic(random, random.Next(2, 20));
        RiskKind kind = random.Chance(.5) ? RiskKind.Aversion : RiskKind.MinimizeValueAtRisk;
        Answer cheapest = problem.Solve(), dearest = problem.Minding(kind, kind == RiskKind.Aversion ? random.LogUniform(1e-7, 1e-4) : 0, 1).Solve();
        problem.OrderSlippageLimit = (cheapest.Cost.Total + ((dearest.Cost.Total - cheapest.Cost.Total) * random.NextDouble())) / problem.Quantity;
        if (problem.Solve() is not { Termination: Termination.Optimal } best) return;
        for (int k = 0; k < 20; k++)
        {
            double[] anchor = Mixture(cheapest.Schedule, dearest.Schedule, random.NextDouble());
            double kappa = best.VarianceMultiplier * random.LogUniform(1e-3, 1e3);
            Certificate certificate = problem.Certify(best.Schedule, new MethodResult { Lambda = best.Lambda * 2 * random.NextDouble(), VarianceMultiplier = kappa }, anchor);
            Assert.True(certificate.LowerBound <= best.Certificate.Objective + (1e-11 * (certificate.RoundingScale + best.Certificate.RoundingScale)),
                $"{problem.Risk}: {certificate.LowerBound:R} > {best.Certificate.Objective:R}");
        }
    });

    [Theory]
    [InlineData(RiskKind.None)]
    [InlineData(RiskKind.Aversion)]
    [InlineData(RiskKind.ValueAtRiskLimit)]
    public void Lambda_WhatOneShareMoreCosts_AndIsTheMarginalCostBetweenTheBounds(RiskKind kind) => Cases.Run(100, random =>
    {
        AllocationProblem problem = Quadratic(random, 20).Drifting(random.NextDouble() * 1e-3);
        Answer free = problem.Solve();
        double value = kind == RiskKind.Aversion ? 1e-5 : free.Cost.Total + (.9 * Math.Sqrt(free.Variance)), quantity = problem.Quantity, more = 1e-5 * quantity;
        Answer answer = problem.Minding(kind, value, 1).Solve();
        if (answer.Termination != Termination.Optimal) return;
        (double lambda, double kappa, double price) = (answer.Lambda, answer.VarianceMultiplier, answer.Price);
        double[] marginals = new double[problem.PeriodCount], schedule = answer.Schedule.ToArray();
        Marginals.Write(problem, schedule, kappa, marginals);
        for (int i = 0; i < schedule.Length; i++)
            if (schedule[i] > 1e-3 * quantity / schedule.Length) Assert.Equal(1, price * marginals[i] / lambda, 1e-6);

        double At(double shares)
        {
            problem.Quantity = shares;
            return problem.Solve().Certificate.Objective;
        }

        Assert.Equal(1, (At(quantity + more) - At(quantity - more)) / (2 * more) / lambda, 1e-3);
    });

    private static double[] Mixture(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double part)
    {
        double[] mixture = new double[first.Length];
        for (int i = 0; i < mixture.Length; i++) mixture[i] = first[i] + (part * (second[i] - first[i]));
        return mixture;
    }

    private static AllocationProblem Quadratic(Random random, int periods)
    {
        double[] b = new double[periods], v = new double[periods];
        for (int i = 0; i < periods; i++)
        {
            b[i] = random.LogUniform(1e-6, 1e-5);
            v[i] = random.LogUniform(1e-4, 1e-3);
        }

        return Make.Quadratic(1e5, [.. Enumerable.Repeat(.001, periods)], b).Volatile(v);
    }
}
