using System.Globalization;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>Costs straight from the levels of a book.</summary>
internal static class LevelsSection
{
    /// <summary>Most levels of one period.</summary>
    public const int LevelsPerPeriodMax = 1024;

    /// <summary>Most levels of all periods together: more than a message of the default limit can list, so that only those are refused that one book stands for.</summary>
    public const int LevelsMax = 1 << 22;

    private const string CountPath = "problem.cost.piecewise_linear.level_count";

    /// <summary>Checks all arrays; writes the levels if N is known and they are valid.</summary>
    /// <returns>Why no method covers a valid cost, in a sentence; null if all is well.</returns>
    public static string? Apply(ProblemInput input, ImpactBasis basis, int periodCount, AllocationProblem problem, Violations violations)
    {
        int before = violations.Count;
        bool counts = CheckCounts(input, periodCount, violations);
        ArrayCheck.Values(input, ArrayField.LevelSize, violations);
        ArrayCheck.Values(input, ArrayField.LevelPrice, violations);
        if (input[ArrayField.LevelPrice].Count != input[ArrayField.LevelSize].Count)
        {
            violations.Add(
                ArrayRule.Of(ArrayField.LevelPrice).Path,
                string.Create(CultureInfo.InvariantCulture, $"has {input[ArrayField.LevelPrice].Count} values; must have as many as level_size, {input[ArrayField.LevelSize].Count}"));
        }

        if (!counts || periodCount == 0) return null;
        bool shared = CheckTotal(input, periodCount, violations);
        if (violations.Count > before) return null;
        Write(input, shared, problem);
        CheckShape(input, shared, problem, violations);
        AddSpread(input, problem);
        return basis == ImpactBasis.PerShare
            ? "levels that describe slippage per share (IMPACT_BASIS_PER_SHARE with piecewise_linear) are not covered; use IMPACT_BASIS_TOTAL_COST"
            : null;
    }

    private static bool CheckCounts(ProblemInput input, int periodCount, Violations violations)
    {
        int before = violations.Count;
        Span<int> counts = input.LevelCount.Values;
        ArrayCheck.Length(CountPath, counts.Length, periodCount, violations, required: true);
        if (counts.ContainsAnyExceptInRange(1, LevelsPerPeriodMax))
            violations.AddElements(CountPath, counts.Length, counts, static (counts, i) => counts[i] is < 1 or > LevelsPerPeriodMax, "must be between 1 and 1024");
        return violations.Count == before;
    }

    // true: one book stands for all periods
    private static bool CheckTotal(ProblemInput input, int periodCount, Violations violations)
    {
        int given = input.LevelCount.Count, sizes = input[ArrayField.LevelSize].Count;
        bool shared = given == 1 && sizes == input.LevelCount.Values[0];
        if (shared)
        {
            if ((long)sizes * periodCount > LevelsMax) violations.Add(CountPath, "must not ask for more than 4,194,304 levels in all periods together");
            return true;
        }

        long total = 0;
        foreach (int count in input.LevelCount.Expand(periodCount, 0)) total += count;
        if (sizes != total)
        {
            violations.Add(
                ArrayRule.Of(ArrayField.LevelSize).Path,
                string.Create(CultureInfo.InvariantCulture, $"has {sizes} values; level_count asks for {total}"));
        }

        return false;
    }

    private static void Write(ProblemInput input, bool shared, AllocationProblem problem)
    {
        ReadOnlySpan<double> size = input[ArrayField.LevelSize].Values, price = input[ArrayField.LevelPrice].Values;
        ReadOnlySpan<int> counts = input.LevelCount.Expand(problem.PeriodCount, 0);
        problem.ResetLevels(shared ? size.Length * problem.PeriodCount : size.Length);
        int next = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int source = shared ? 0 : next;
            problem.LevelStart[i] = next;
            size.Slice(source, counts[i]).CopyTo(problem.LevelSize[next..]);
            price.Slice(source, counts[i]).CopyTo(problem.LevelPrice[next..]);
            next += counts[i];
        }

        problem.LevelStart[counts.Length] = next;
    }

    // infinite sizes only at the end, prices in order
    private static void CheckShape(ProblemInput input, bool shared, AllocationProblem problem, Violations violations)
    {
        int levels = shared ? input[ArrayField.LevelSize].Count : problem.LevelCount;
        var last = new bool[levels + 1];
        foreach (int start in problem.LevelStart)
        {
            if (start > 0 && start <= levels) last[start - 1] = true;
        }

        violations.AddElements(
            ArrayRule.Of(ArrayField.LevelSize).Path,
            levels,
            (problem, last),
            static (state, k) => double.IsPositiveInfinity(state.problem.LevelSize[k]) && !state.last[k],
            "only the last level of a period may be +inf");
        violations.AddElements(
            ArrayRule.Of(ArrayField.LevelPrice).Path,
            levels,
            (problem, last),
            static (state, k) => k > 0 && !state.last[k - 1] && state.problem.LevelPrice[k] < state.problem.LevelPrice[k - 1],
            "must not decrease within a period");
    }

    private static void AddSpread(ProblemInput input, AllocationProblem problem)
    {
        if (input[ArrayField.HalfSpread].Count == 0) return;
        ReadOnlySpan<double> halfSpread = input[ArrayField.HalfSpread].Expand(problem.PeriodCount, 0);
        for (int i = 0; i < halfSpread.Length; i++)
        {
            foreach (ref double price in problem.LevelPrice[problem.LevelStart[i]..problem.LevelStart[i + 1]]) price += halfSpread[i];
        }
    }
}
