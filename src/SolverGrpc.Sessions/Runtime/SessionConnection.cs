using System.Threading.Channels;
using Google.Rpc;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// One stream of a session, as its call sees it: events go in by <see cref="PostAsync"/> and <see cref="Run"/>, messages come out
/// by <see cref="WaitAsync"/> and <see cref="Take"/>. One reader and one writer at a time.
/// </summary>
public sealed class SessionConnection
{
    private readonly LiveSession _session;
    private readonly Room _room;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // the writer goes on at once, on the thread that has found something to say
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
        SingleReader = true,
        AllowSynchronousContinuations = true,
    });

    private Status? _error;
    private volatile bool _finishing;

    /// <summary>A stream that has not been attached yet.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="eventsAheadMax">Events that may wait to be applied.</param>
    /// <param name="gone">The client has gone.</param>
    internal SessionConnection(LiveSession session, int eventsAheadMax, CancellationToken gone)
    {
        (_session, Gone) = (session, gone);
        _room = new Room(eventsAheadMax);
    }

    /// <summary>Completes when the session has ended the stream.</summary>
    public Task Ended => _ended.Task;

    /// <summary>After <see cref="Ended"/>: with which error; null: with none, all is said.</summary>
    public Status? Error => Volatile.Read(ref _error);

    /// <summary>Hands an event over, to be applied by <see cref="Run"/>.</summary>
    /// <returns>False: too many wait already.</returns>
    public bool TryPost(InboundEvent inbound)
    {
        if (!_room.TryTake()) return false;
        _session.Put(new(MailKind.Event, this, inbound));
        return true;
    }

    /// <summary>Hands an event over; waits while too many wait to be applied.</summary>
    public async ValueTask PostAsync(InboundEvent inbound, CancellationToken cancellation)
    {
        await _room.TakeAsync(cancellation).ConfigureAwait(false);
        _session.Put(new(MailKind.Event, this, inbound));
    }

    /// <summary>Applies what was handed over, on this thread, unless another one is at it.</summary>
    public void Run() => _session.Run();

    /// <summary>The client sends no more: when everything is said, the stream ends.</summary>
    public void EndOfEvents() => _session.Post(new(MailKind.EndOfEvents, this));

    /// <summary>The server stops: what was handed over is applied, then the stream ends.</summary>
    public void Stop() => _session.Post(new(MailKind.Stop, this));

    /// <summary>The call is over.</summary>
    public void Leave() => _session.Post(new(MailKind.Detach, this));

    /// <summary>Waits until there may be something to send.</summary>
    /// <returns>False: the stream has ended.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        if (!Ended.IsCompleted) await _signal.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        return !Ended.IsCompleted;
    }

    /// <summary>The next message to send.</summary>
    /// <returns>Null: there is none now.</returns>
    public byte[]? Take()
    {
        if (Ended.IsCompleted) return null;
        bool last = _finishing;
        byte[]? message = _session.Take(this);
        if (message is null && last) End(null);
        return message;
    }

    /// <summary>The client has gone: nobody waits for a solve.</summary>
    internal CancellationToken Gone { get; }

    /// <summary>An event has been dealt with.</summary>
    internal void Release() => _room.Release();

    /// <summary>There is something to send.</summary>
    internal void Signal() => _signal.Writer.TryWrite(true);

    /// <summary>What is there to send is the last.</summary>
    internal void Finish()
    {
        _finishing = true;
        Signal();
    }

    /// <summary>Ends the stream at once.</summary>
    internal void End(Status? error)
    {
        Interlocked.CompareExchange(ref _error, error, null);
        _room.Release(); // who waits for room has nobody left to make it
        _ended.TrySetResult();
        Signal();
    }
}
