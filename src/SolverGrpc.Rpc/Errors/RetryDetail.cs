using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

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
}
