using System.Runtime.CompilerServices;

namespace SolverGrpc.Rpc.Client;

/// <summary>
/// The one thing that ends a call from this side: deadline, the caller's token, disposal of the call or of its channel, whichever is first.
/// </summary>
internal sealed class CallLifetime : IDisposable
{
    // Timers take no more than 2^32 - 2 ms; a longer deadline is waited for in pieces.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan? _timeout;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _caller;
    private readonly CancellationTokenRegistration _channel;
    private readonly ITimer? _timer;
    private StrongBox<Status>? _why;

    public CallLifetime(CallOptions options, TimeProvider time, CancellationToken channelClosed)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timeout = Earlier(options.Timeout, options.Deadline - time.GetUtcNow());
        _caller = options.CancellationToken.Register(() => Stop(StatusCode.Cancelled, "The caller cancelled the call."));
        _channel = channelClosed.Register(() => Stop(StatusCode.Cancelled, "The channel was disposed."));
        if (_timeout is null)
            return;
        _timer = time.CreateTimer(_ => StopOrWait(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        StopOrWait();
    }

    /// <summary>Cancelled as soon as the call is to end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why the call was ended from this side, if it was.</summary>
    public Status? Why => _why?.Value;

    /// <summary>What is left until the deadline, perhaps negative; nothing without deadline.</summary>
    public TimeSpan? Remaining => _timeout - _time.GetElapsedTime(_start);

    /// <summary>Whether the deadline has passed, the timer's tick seen or not.</summary>
    public bool DeadlinePassed => Remaining <= TimeSpan.Zero;

    /// <summary>Ends the call, if nothing has ended it before.</summary>
    public void Stop(StatusCode code, string detail)
    {
        if (Interlocked.CompareExchange(ref _why, new StrongBox<Status>(new Status(code, detail)), null) is null)
            _stop.Cancel();
    }

    /// <summary>Lets go of the timer and of the tokens; the call is over.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _caller.Unregister();
        _channel.Unregister();
    }

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b ?? a : a;

    private void StopOrWait()
    {
        var remaining = Remaining!.Value;
        if (remaining <= TimeSpan.Zero)
            Stop(StatusCode.DeadlineExceeded, "The deadline has passed.");
        else
            _timer!.Change(remaining < LongestWait ? remaining : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
