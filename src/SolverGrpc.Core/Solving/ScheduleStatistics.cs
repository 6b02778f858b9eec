using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Solving;

/// <summary>The shape of a schedule.</summary>
/// <param name="StandardDeviation">Population standard deviation of x_i, in shares.</param>
/// <param name="Largest">Largest x_i, in shares.</param>
/// <param name="ActivePeriods">Periods with x_i &gt; 0.</param>
/// <param name="Herfindahl">Σ (x_i / S)²: 1/N spread evenly, 1 in one period; 0 if S = 0.</param>
/// <param name="TopHalfShare">Part of S in the busiest ⌈N/2⌉ periods; 0 if S = 0.</param>
public readonly record struct ScheduleStatistics(
    double StandardDeviation, double Largest, int ActivePeriods, double Herfindahl, double TopHalfShare)
{
    /// <summary>The statistics of <paramref name="x"/>; O(N log N).</summary>
    public static ScheduleStatistics Of(ReadOnlySpan<double> x, Workspace workspace)
    {
        double sum = CompensatedSum.Of(x), mean = sum / x.Length;
        double variance = 0, herfindahl = 0, largest = 0;
        int active = 0;
        foreach (double value in x)
        {
            variance += (value - mean) * (value - mean);
            if (sum > 0) herfindahl += value / sum * (value / sum);
            largest = Math.Max(largest, value);
            if (value > 0) active++;
        }

        Span<double> sorted = workspace.Take(x.Length);
        x.CopyTo(sorted);
        sorted.Sort();
        double topHalf = sum > 0 ? CompensatedSum.Of(sorted[(x.Length / 2)..]) / sum : 0;
        return new(Math.Sqrt(variance / x.Length), largest, active, herfindahl, topHalf);
    }
}
