using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Comparison;

/// <summary>Several methods on one problem, side by side.</summary>
/// <param name="EqualSplit">What savings are measured against.</param>
/// <param name="Methods">One row per method, in the order asked for.</param>
/// <param name="Sensitivity">One row per change.</param>
public sealed record ComparisonReport(
    EqualSplitBenchmark EqualSplit, IReadOnlyList<MethodComparison> Methods, IReadOnlyList<SensitivityPoint> Sensitivity);

/// <summary>How one method did.</summary>
/// <param name="Method">The method as asked for; <see cref="Answer.Method"/> says which one <see cref="Method.Auto"/> took.</param>
/// <param name="Answer">
/// Its answer. The certificate's lower bound is the best one that any of the compared methods has proven, so that all
/// gaps are measured alike, and the termination is what that gap allows.
/// </param>
/// <param name="Saving">(equal − this) / |equal|; 0 if there is no schedule. Meaningless unless the equal split is feasible.</param>
/// <param name="Statistics">Shape of the schedule; zeros if there is none.</param>
/// <param name="Elapsed">Time of solving and certifying.</param>
public sealed record MethodComparison(Method Method, Answer Answer, double Saving, ScheduleStatistics Statistics, TimeSpan Elapsed);

/// <summary>The optimum of a changed problem.</summary>
/// <param name="Change">What was changed.</param>
/// <param name="Answer">The answer of <see cref="Method.Auto"/>; unsupported if the change makes no problem.</param>
/// <param name="EqualSplit">The equal split of the changed problem.</param>
/// <param name="Saving">(equal − optimal) / |equal|; 0 if there is no schedule. Meaningless unless the equal split is feasible.</param>
/// <param name="UnchangedScheduleObjective">
/// Objective of the schedule that is optimal for the unchanged problem, times the size factor, in currency: what it
/// costs not to solve again. It need not meet the bounds. NaN if the unchanged problem has no schedule.
/// </param>
public sealed record SensitivityPoint(
    ProblemChange Change, Answer Answer, EqualSplitBenchmark EqualSplit, double Saving, double UnchangedScheduleObjective);
