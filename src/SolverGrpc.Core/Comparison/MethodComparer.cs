using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Comparison;

/// <summary>
/// Runs several methods on one problem, and the exact one on problems of other parameters. Each method runs by
/// itself, for its time to mean something; afterwards every schedule is measured against the best lower bound that any
/// of them, or <see cref="Method.Auto"/>, has proven.
/// </summary>
/// <param name="time">Clock for durations and budgets.</param>
public sealed class MethodComparer(TimeProvider time)
{
    /// <summary>Compares. Allocates its report.</summary>
    /// <param name="problem">Not changed.</param>
    /// <param name="request">What to run.</param>
    /// <param name="workspace">Scratch memory.</param>
    /// <param name="cancellation">The caller went away; looked at between two solves and, as part of the budget, inside each.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> fired.</exception>
    public ComparisonReport Compare(AllocationProblem problem, ComparisonRequest request, Workspace workspace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(workspace);

        Method[] methods = [.. request.Methods.Count > 0 ? request.Methods : Applicable(TraitsOf.Problem(problem))];
        var answers = new Answer[methods.Length];
        var elapsed = new TimeSpan[methods.Length];
        for (int k = 0; k < methods.Length; k++)
        {
            long start = time.GetTimestamp();
            answers[k] = Solve(problem, methods[k], request, workspace, cancellation);
            elapsed[k] = time.GetElapsedTime(start);
        }

        int auto = Array.IndexOf(methods, Method.Auto);
        Answer exact = auto >= 0 ? answers[auto] : Solve(problem, Method.Auto, request, workspace, cancellation);
        CommonBound.Apply(problem, request.Settings.RelativeTolerance, exact, answers);

        var equalSplit = EqualSplitBenchmark.Of(problem, workspace);
        var rows = new MethodComparison[methods.Length];
        for (int k = 0; k < rows.Length; k++)
            rows[k] = new(methods[k], answers[k], Saving(equalSplit, answers[k]), Statistics(answers[k]), elapsed[k]);

        return new(equalSplit, rows, [.. request.Changes.Select(Changed)]);

        SensitivityPoint Changed(ProblemChange change)
        {
            if (request.Change(change) is not { } changed)
                return new(change, new Answer { Termination = Termination.Unsupported, Detail = "the changed problem is not valid" }, default, 0, double.NaN);
            Answer answer = Solve(changed, Method.Auto, request, workspace, cancellation);
            var split = EqualSplitBenchmark.Of(changed, workspace);
            return new(change, answer, split, Saving(split, answer), UnchangedObjective(changed, exact, change.Size, workspace));
        }
    }

    private static IEnumerable<Method> Applicable(ProblemTraits traits) =>
        MethodTable.All.Where(method => method.Refuse(traits) is null).Select(method => method.Id).Prepend(Method.Auto);

    private Answer Solve(AllocationProblem problem, Method method, ComparisonRequest request, Workspace workspace, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var budget = new SolveBudget(time, request.TimePerSolve, cancellation);
        var answer = new Answer();
        Solver.Solve(problem, request.Settings with { Method = method, Budget = budget }, workspace, answer, measured: false);
        return answer;
    }

    private static double Saving(EqualSplitBenchmark equalSplit, Answer answer) =>
        answer.HasSchedule ? equalSplit.SavingOf(answer.Certificate.Objective) : 0;

    private static ScheduleStatistics Statistics(Answer answer) =>
        answer.HasSchedule ? ScheduleStatistics.Of(answer.Schedule) : default;

    private static double UnchangedObjective(AllocationProblem changed, Answer exact, double size, Workspace workspace)
    {
        if (!exact.HasSchedule) return double.NaN;
        Span<double> schedule = workspace.Take(exact.Schedule.Length);
        for (int i = 0; i < schedule.Length; i++) schedule[i] = exact.Schedule[i] * size;
        return Objective.Of(changed, schedule).Value;
    }
}
