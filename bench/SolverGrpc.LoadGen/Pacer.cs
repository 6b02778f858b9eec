using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SolverGrpc.LoadGen;

/// <summary>
/// Waits for points in time to some microseconds without keeping a processor busy, which the server on the same machine would miss.
/// </summary>
internal static partial class Pacer
{
    private const int SetTimerSlack = 29, ClockMonotonic = 1, Absolute = 1, Nanosecond = 1;

    /// <summary>Lets the waits of this thread end in time: without it the kernel gathers wake-ups within 50 µs.</summary>
    public static void Prepare() => _ = Prctl(SetTimerSlack, Nanosecond, 0, 0, 0);

    /// <summary>Returns at a timestamp of <see cref="Stopwatch"/>, whose clock is the kernel's monotonic one; at once if that has passed.</summary>
    public static void Until(long timestamp)
    {
        if (timestamp <= Stopwatch.GetTimestamp()) return;
        long seconds = Math.DivRem(timestamp, Stopwatch.Frequency, out long nanoseconds);
        var point = new TimeSpec(seconds, nanoseconds);
        while (ClockNanosleep(ClockMonotonic, Absolute, in point, 0) != 0)
        {
            // a signal has ended the wait early
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec point, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
