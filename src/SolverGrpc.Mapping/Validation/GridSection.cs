using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>The periods.</summary>
internal static class GridSection
{
    /// <summary>Most periods a problem may have.</summary>
    public const int PeriodCountMax = 1_000_000;

    /// <summary>N; 0 if it is not valid.</summary>
    public static int Read(ProblemInput input, Violations violations)
    {
        ref ProblemScalars scalars = ref input.Scalars;
        if (!scalars.HasGrid)
        {
            violations.Add("problem.grid", "is required");
            return 0;
        }

        int periodCount = scalars.PeriodCount;
        if (periodCount is < 1 or > PeriodCountMax)
        {
            violations.Add("problem.grid.period_count", "must be between 1 and 1,000,000");
            periodCount = 0;
        }

        if (scalars.Start is { Present: true } start && !WireTimes.IsTimestamp(start)) violations.Add("problem.grid.start", "is no valid timestamp");
        ArrayCheck.PerPeriod(input, ArrayField.DurationSeconds, periodCount, violations);
        if (scalars.MergeCount < 0) violations.Add("problem.grid.merge_count", "must be >= 0");
        return periodCount;
    }
}
