using System.Diagnostics;
using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Bench;

/// <summary>The <c>stages</c> command: what each part of answering one request costs, beside the whole.</summary>
internal static class Stages
{
    private const double WarmUpSeconds = 0.5;
    private const int Blocks = 15;
    private const double BlockSeconds = 2e-3;

    /// <summary>Prints the stages of the tasks that have a whole solve, at <paramref name="count"/> periods, with the widest kernel.</summary>
    public static int Run(int count)
    {
        ChunkedPass.ThreadLimit = 1;
        foreach (BenchTask task in new[] { BenchTask.Power, BenchTask.Capped, BenchTask.Quadratic })
        {
            BenchInstance instance = BenchInstance.Draw(task, count);
            AllocationProblem problem = instance.Problem;
            var workspace = new Workspace();
            var answer = new Answer();
            var root = new KernelRun(instance);
            Solver.Solve(problem, new SolveSettings(), workspace, answer);
            double[] x = [.. answer.Schedule];
            double lambda = answer.Lambda;
            ProblemTraits traits = TraitsOf.Problem(problem);
            var advice = new MethodResult { Lambda = lambda };
            Console.WriteLine($"{instance.Name}: {answer.Termination}, gap {answer.Certificate.RelativeGap:E1}, residual {answer.Certificate.KktResidual:E1}");
            Print("feasibility", () => Feasibility.Check(problem, traits, out _, out _));
            Print("traits", () => TraitsOf.Problem(problem));
            Print("root and vector", () => root.Solve());
            Print("the same and the exact sum", () =>
            {
                workspace.Reset();
                KernelSelection.Run<CurveSolve, SolveStats>(new(problem, new SolveSettings(), workspace, x));
            });
            Print("certificate", () => Certifier.Of(problem, traits, x, advice, x, ProofKind.None, workspace, out _));
            Print("objective", () => Objective.Of(problem, x));
            Print("whole solve", () => Solver.Solve(problem, new SolveSettings(), workspace, answer));
            Print("equal split", () => EqualSplitBenchmark.Of(problem, workspace));
            Print("statistics", () => ScheduleStatistics.Of(x));
        }

        return 0;
    }

    private static void Print(string stage, Action action)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds;) action();
        double least = double.PositiveInfinity;
        for (int block = 0; block < Blocks; block++)
        {
            int runs = 0;
            long start = Stopwatch.GetTimestamp();
            do
            {
                action();
                runs++;
            }
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < BlockSeconds);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds / runs);
        }

        Console.WriteLine($"  {stage,-28} {least,12:N0} ns");
    }
}
