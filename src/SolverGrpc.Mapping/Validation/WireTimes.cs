using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>The ranges that google/protobuf/timestamp.proto and duration.proto give their fields.</summary>
internal static class WireTimes
{
    // 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z
    private const long TimestampSecondsMin = -62_135_596_800, TimestampSecondsMax = 253_402_300_799;

    // 10,000 years
    private const long DurationSecondsMax = 315_576_000_000;

    private const int NanosMax = 999_999_999;

    public static bool IsTimestamp(WireTime time) =>
        time.Seconds is >= TimestampSecondsMin and <= TimestampSecondsMax && time.Nanos is >= 0 and <= NanosMax;

    public static bool IsPositiveDuration(WireTime time) =>
        time.Seconds is >= 0 and <= DurationSecondsMax && time.Nanos is >= 0 and <= NanosMax && (time.Seconds > 0 || time.Nanos > 0);

    /// <summary>A valid positive duration, at least one tick, at most what a <see cref="TimeSpan"/> holds.</summary>
    public static TimeSpan ToTimeSpan(WireTime time) =>
        TimeSpan.FromTicks(Math.Max(1, (time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanos / TimeSpan.NanosecondsPerTick)));
}
