using System.Diagnostics;
using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Bench;

/// <summary>The <c>stages</c> command: what each part of answering one request costs, beside the whole, class by class.</summary>
internal static class Stages
{
    private const double WarmUpSeconds = 0.3;
    private const int Blocks = 15;
    private const double BlockSeconds = 2e-3;

    /// <summary>Prints the stages of <paramref name="classes"/> at <paramref name="count"/> periods, with the kernel of the environment, on as many threads as a solve takes.</summary>
    public static int Run(int count, IReadOnlyList<string> classes)
    {
        foreach (string name in classes) Run(ProblemClass.Named(name), count);
        return 0;
    }

    private static void Run(ProblemClass item, int count)
    {
        AllocationProblem problem = item.Draw(count);
        var run = new ClassRun(problem);
        run.Verify(item.Name);
        Answer answer = run.Answer;
        var workspace = new Workspace();
        double[] x = [.. answer.Schedule];
        ProblemTraits traits = TraitsOf.Problem(problem);
        IAllocationMethod method = MethodTable.Find(answer.Method)!;
        var advice = method.Solve(problem, new SolveSettings(), workspace, x);
        Console.WriteLine($"{item.Name} {count}: {answer.Method}, {answer.Iterations} iterations, {answer.Termination}, gap {answer.Certificate.RelativeGap:E1}");
        Print("feasibility", () => Feasibility.Check(problem, traits, out _, out _));
        Print("traits", () => TraitsOf.Problem(problem));
        Print("method", () =>
        {
            workspace.Reset();
            method.Solve(problem, new SolveSettings(), workspace, x);
        });
        Print("certificate", () =>
        {
            workspace.Reset();
            Certifier.Of(problem, traits, x, advice, x, ProofKind.BranchAndBound, SolveBudget.Unlimited, workspace, out _);
        });
        Print("  of it the objective", () => Objective.Of(problem, x));
        Print("whole solve", () => run.Solve());
        Print("beside: equal split", () => EqualSplitBenchmark.Of(problem, workspace));
        Print("beside: statistics", () => ScheduleStatistics.Of(x));
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
