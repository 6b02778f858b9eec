using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>The range a cost curve was estimated for.</summary>
internal static class RangeSection
{
    /// <summary>Checks the ranges, and writes the largest quantity within them of each period or bin; nothing if there are none.</summary>
    public static void Apply(ProblemInput input, int periodCount, int mergeCount, Column<double> target, Violations violations)
    {
        target.Clear();
        if (input[ArrayField.ValidUpTo].Count == 0 || !ArrayCheck.PerPeriod(input, ArrayField.ValidUpTo, periodCount, violations) || periodCount == 0) return;
        ReadOnlySpan<double> ranges = input[ArrayField.ValidUpTo].Expand(periodCount, double.PositiveInfinity);
        for (int begin = 0; begin < periodCount; begin += mergeCount)
        {
            // every period of a bin gets the same quantity
            ReadOnlySpan<double> bin = ranges.Slice(begin, Math.Min(mergeCount, periodCount - begin));
            double least = double.PositiveInfinity;
            foreach (double range in bin) least = Math.Min(least, range);
            target.Add(least * bin.Length);
        }
    }
}
