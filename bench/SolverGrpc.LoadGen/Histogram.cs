using System.Numerics;

namespace SolverGrpc.LoadGen;

/// <summary>
/// Counts durations in buckets as wide as a thousandth of their value, as HdrHistogram does: any percentile of any number of
/// durations to three digits, in constant memory. For any number of threads.
/// </summary>
internal sealed class Histogram
{
    // 2^11 buckets of one nanosecond each, then 2^10 for every power of two
    private const int Bits = 11, Half = 1 << (Bits - 1), Buckets = (64 - Bits + 2) * Half;

    private readonly long[] _counts = new long[Buckets];

    /// <summary>How many durations were counted.</summary>
    public long Count => _counts.Sum();

    /// <summary>Counts a duration.</summary>
    /// <param name="nanoseconds">Negative ones count as zero.</param>
    public void Record(long nanoseconds) => Interlocked.Increment(ref _counts[BucketOf((ulong)Math.Max(nanoseconds, 0))]);

    /// <summary>Adds what another one has counted.</summary>
    public void Add(Histogram other)
    {
        for (int i = 0; i < Buckets; i++) _counts[i] += other._counts[i];
    }

    /// <summary>The least duration that at least this part of all do not exceed, in nanoseconds; 0 when there is none.</summary>
    /// <param name="part">0 to 1; 1: the longest.</param>
    public long Percentile(double part)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(part * Count)), seen = 0;
        for (int i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= wanted) return Highest(i);
        }

        return 0;
    }

    private static int BucketOf(ulong value)
    {
        int shift = Math.Max(0, BitOperations.Log2(value | 1) - (Bits - 1));
        return (shift * Half) + (int)(value >> shift);
    }

    // the longest duration of a bucket
    private static long Highest(int bucket)
    {
        int shift = Math.Max(0, (bucket / Half) - 1);
        return ((long)(bucket - (shift * Half) + 1) << shift) - 1;
    }
}
