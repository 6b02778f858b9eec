using System.Globalization;

namespace SolverGrpc.Rpc.Headers;

/// <summary>
/// The <c>grpc-timeout</c> header: 1 to 8 digits and one unit of H, M, S (hours, minutes, seconds), m, u, n (milli-, micro-, nanoseconds).
/// </summary>
public static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    /// <summary>Reads a timeout, rounded down to 100 ns: a shorter one is zero, which means "already expired", never "none".</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="timeout">The timeout, from zero to 99,999,999 hours.</param>
    /// <returns>Whether the text is well formed.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1)
            return false;
        if (!long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        long? ticks = text[^1] switch
        {
            'H' => value * TimeSpan.TicksPerHour,
            'M' => value * TimeSpan.TicksPerMinute,
            'S' => value * TimeSpan.TicksPerSecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'n' => value / TimeSpan.NanosecondsPerTick,
            _ => null,
        };
        timeout = new TimeSpan(ticks ?? 0);
        return ticks is not null;
    }

    /// <summary>Writes a timeout in the finest unit that fits 8 digits, rounded up so that it never grows shorter.</summary>
    /// <param name="timeout">The timeout; zero or less becomes <c>0n</c>, more than 99,999,999 hours becomes that.</param>
    /// <returns>The header's value.</returns>
    public static string Format(TimeSpan timeout)
    {
        var ticks = timeout.Ticks;
        if (ticks <= 0)
            return "0n";
        if (ticks <= MaxValue / TimeSpan.NanosecondsPerTick)
            return string.Create(CultureInfo.InvariantCulture, $"{ticks * TimeSpan.NanosecondsPerTick}n");
        ReadOnlySpan<(long Ticks, char Unit)> units =
        [
            (TimeSpan.TicksPerMicrosecond, 'u'),
            (TimeSpan.TicksPerMillisecond, 'm'),
            (TimeSpan.TicksPerSecond, 'S'),
            (TimeSpan.TicksPerMinute, 'M'),
        ];
        foreach (var (unitTicks, unit) in units)
        {
            var value = RoundUp(ticks, unitTicks);
            if (value <= MaxValue)
                return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Min(RoundUp(ticks, TimeSpan.TicksPerHour), MaxValue)}H");
    }

    private static long RoundUp(long ticks, long unitTicks) => (ticks / unitTicks) + (ticks % unitTicks == 0 ? 0 : 1);
}
