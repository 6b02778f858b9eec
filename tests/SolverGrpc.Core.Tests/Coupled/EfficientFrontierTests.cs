using SolverGrpc.Core.Coupled;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>The frontier point by point is what solving for each κ gives, and is convex and falling.</summary>
public class EfficientFrontierTests
{
    [Fact]
    public void Trace_QuadraticOnEveryKernel_GivesWhatSolvingEachPointGives() => Cases.Run(20, random =>
    {
        AllocationProblem problem = Quadratic(random, random.Next(1, 60));
        if (random.Chance(.5)) problem.Permanent([.. problem.B.ToArray().Select(b => random.LogUniform(1e-9, 1e-7))]);
        if (random.Chance(.3)) problem.Upper.Fill(problem.Quantity * 1.5 / problem.PeriodCount);
        double[] aversions = [0, .. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.LogUniform(1e-9, 1e2))];
        foreach (SimdKernel kernel in KernelSelection.Supported)
        {
            using KernelSelection.Forced forced = KernelSelection.Force(kernel);
            int next = 0;
            new EfficientFrontier().Trace(problem, aversions, Defaults, new Answer(), (index, aversion, answer) =>
            {
                Assert.Equal(next++, index);
                Assert.Equal(aversions[index], aversion);
                Assert.Equal(Termination.Optimal, answer.Termination);
                double[] schedule = answer.Schedule.ToArray();
                Answer alone = problem.Solve();
                for (int i = 0; i < schedule.Length; i++) Assert.Equal(alone.Schedule[i], schedule[i], 1e-8 * problem.Quantity);
            });
            Assert.Equal(aversions.Length, next);
        }

        Assert.Equal(default, problem.Risk);
    });

    [Fact]
    public void Trace_ChosenPoints_FallInVarianceAndRiseInCost() => Cases.Run(40, random =>
    {
        AllocationProblem problem = random.Chance(.5) ? Quadratic(random, 40) : CoupledCases.Any(random, 30);
        problem.HasPermanentImpact = false;
        if (!CoupledCases.HasRoom(problem)) return;
        double[] aversions = new double[12];
        var frontier = new EfficientFrontier();
        Assert.True(frontier.TryChoose(problem, Defaults, aversions));
        Assert.Equal(0, aversions[0]);
        var points = new List<(double Cost, double Variance)>();
        frontier.Trace(problem, aversions, Defaults, new Answer(), (_, _, answer) =>
        {
            Assert.True(answer.HasSchedule);
            points.Add((answer.Cost.Total, answer.Variance));
        });

        double scale = points.Max(point => Math.Abs(point.Cost)) + double.Epsilon, least = points[^1].Variance, most = points[0].Variance;
        for (int i = 1; i < points.Count; i++)
        {
            Assert.True(points[i].Variance <= points[i - 1].Variance * (1 + 1e-7), $"{points[i]} after {points[i - 1]}");
            Assert.True(points[i].Cost >= points[i - 1].Cost - (1e-8 * scale), $"{points[i]} after {points[i - 1]}");
        }

        if (aversions[^1] > 0) Assert.True(least <= .1 * most || points.Any(point => point.Variance < .98 * most), $"{least:R} of {most:R}");
    });

    [Fact]
    public void Trace_PointAfterPoint_AllocatesNothing()
    {
        AllocationProblem problem = Quadratic(new Random(1), 100);
        double[] aversions = Enumerable.Range(0, 50).Select(i => Math.Pow(10, -6 + (i * .1))).ToArray();
        var frontier = new EfficientFrontier();
        var answer = new Answer();
        int seen = 0;
        EfficientFrontier.Point count = (_, _, _) => seen++;
        for (int i = 0; i < 3; i++) frontier.Trace(problem, aversions, Defaults, answer, count);
        Assert.Equal(3 * aversions.Length, seen);
        Assert.Equal(0, Allocation.Of(() => frontier.Trace(problem, aversions, Defaults, answer, count)));
    }

    [Fact]
    public void BatchOf_SolvesTogether_WhatFitsInMemoryAndInALane()
    {
        AllocationProblem problem = Quadratic(new Random(1), 390);
        Assert.Equal(32, EfficientFrontier.BatchOf(problem, Method.Auto));
        Assert.Equal(1, EfficientFrontier.BatchOf(problem, Method.InteriorPoint));
        Assert.Equal(8, EfficientFrontier.BatchOf(Quadratic(new Random(1), 1 << 18), Method.Auto));
        Assert.Equal(1, EfficientFrontier.BatchOf(Quadratic(new Random(1), (1 << 18) + 1), Method.Auto));
        Assert.Equal(32, EfficientFrontier.BatchOf(problem.Permanent(1e-7), Method.Auto));
        Assert.Equal(1, EfficientFrontier.BatchOf(Quadratic(new Random(1), 390).Permanent(3e-6), Method.Auto));
        Assert.Equal(1, EfficientFrontier.BatchOf(problem.Drifting(.1), Method.Auto));
    }

    [Fact]
    public void Trace_Settings_AreAskedForBeforeEveryPoint()
    {
        int asked = 0, seen = 0;
        SolveSettings Ask()
        {
            asked++;
            return new();
        }

        new EfficientFrontier().Trace(Quadratic(new Random(1), 10), [0, 1e-6, 1e-3], Ask, new Answer(), (_, _, _) => Assert.True(asked > seen++));
        Assert.Equal(3, seen);
    }

    private static SolveSettings Defaults() => new();

    private static AllocationProblem Quadratic(Random random, int periods)
    {
        double[] b = new double[periods], v = new double[periods];
        for (int i = 0; i < periods; i++)
        {
            b[i] = random.LogUniform(1e-6, 1e-5);
            v[i] = random.LogUniform(1e-4, 1e-3);
        }

        return Make.Quadratic(1e5, Enumerable.Repeat(.02, periods).ToArray(), b).Volatile(v);
    }
}
