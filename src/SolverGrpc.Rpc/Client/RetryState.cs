using System.Globalization;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Client;

/// <summary>How often one call has been tried again, and whether and when the next time comes (gRFC A6).</summary>
internal sealed class RetryState(RetryPolicy? policy, RetryTokens tokens)
{
    private int _backoffs;

    /// <summary>The retries so far.</summary>
    public int Count { get; private set; }

    /// <summary>The wait before the next attempt, which is then counted; nothing if there shall be none.</summary>
    public TimeSpan? WaitAfter(Outcome outcome)
    {
        if (policy is null || outcome.IsOk)
            return null;
        var pushback = outcome.Trailers.GetValue(HeaderNames.GrpcRetryPushback);
        var pushedBack = int.TryParse(pushback, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds);
        var forbidden = pushback is not null && !pushedBack;
        var retryable = policy.RetryableCodes.Contains(outcome.Status.StatusCode);
        if (!retryable && !forbidden)
            return null;
        if (!tokens.TakeForFailure() || forbidden || Count + 1 >= policy.MaxAttempts)
            return null;
        Count++;
        _backoffs = pushedBack ? 0 : _backoffs + 1;
        return pushedBack ? TimeSpan.FromMilliseconds(milliseconds) : policy.Backoff(_backoffs);
    }
}
