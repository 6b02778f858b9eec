using SolverGrpc.Core.Simd;

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
    /// <summary>The statistics of <paramref name="x"/> ≥ 0, finite, not empty; a dozen passes over it, no memory.</summary>
    public static ScheduleStatistics Of(ReadOnlySpan<double> x) => KernelSelection.Run<Call, ScheduleStatistics>(new(x));

    private readonly unsafe ref struct Call(ReadOnlySpan<double> schedule) : ILaneCall<ScheduleStatistics>
    {
        // more than interpolation takes: from then on every threshold halves what is left
        private const int InterpolationLimit = 24;

        private readonly ReadOnlySpan<double> _schedule = schedule;

        public ScheduleStatistics With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            int count = _schedule.Length;
            fixed (double* x = _schedule)
            {
                Totals extent = ChunkedPass.Run(new ExtentPass<TLane>(x), count);
                double sum = extent.FirstSum, mean = sum / count;
                Totals spread = ChunkedPass.Run(new SpreadOfSchedulePass<TLane>(x, mean, sum > 0 ? 1 / sum : 0), count);
                double topHalf = sum > 0 ? SumOfLargest<TLane>(x, count, (count + 1) / 2, extent, mean) / sum : 0;
                return new(Math.Sqrt(spread.First / count), Math.Max(0, extent.Largest), (int)extent.Third, spread.Second, topHalf);
            }
        }

        // The sum of the k largest: the k-th largest is enclosed by elements until it is known. Every threshold lies between two of them, so
        // that each pass moves one of the ends to the next element at least.
        private static double SumOfLargest<TLane>(double* x, int count, int k, in Totals extent, double threshold)
            where TLane : struct, ILane<TLane>
        {
            double low = extent.Smallest, high = extent.Largest, reachedByLow = count, aboveHigh = 0;
            for (int pass = 0; ; pass++)
            {
                if (low == high) threshold = low;
                Totals totals = ChunkedPass.Run(new ThresholdPass<TLane>(x, threshold), count);
                double above = totals.Third;
                if (low == high || above == k) return totals.FirstSum + ((k - above) * low);
                if (above > k) (low, reachedByLow) = (totals.Smallest, above);
                else (high, aboveHigh) = (totals.Largest, above);

                double part = pass < InterpolationLimit ? (reachedByLow - k) / (reachedByLow - aboveHigh) : 0.5;
                threshold = low + ((high - low) * part);
                if (!(threshold < high)) threshold = low;
            }
        }
    }
}
