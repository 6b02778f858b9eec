using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Errors;

/// <summary>How long a client shall wait before it tries again.</summary>
public static class RetryDetail
{
    /// <summary>Makes the detail.</summary>
    /// <param name="delay">The wait; not negative.</param>
    /// <returns>The detail.</returns>
    public static RetryInfo After(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) };
    }

    /// <summary>The same as the trailer that retrying clients obey.</summary>
    /// <param name="delay">The wait; not negative.</param>
    public static Metadata Pushback(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        var trailers = new Metadata();
        trailers.Add(HeaderNames.GrpcRetryPushback, Math.Ceiling(delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        return trailers;
    }
}
