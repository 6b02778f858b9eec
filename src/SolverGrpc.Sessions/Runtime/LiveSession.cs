using Google.Rpc;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// A session with its mailbox, its stream and its records in the journal. All mail that has arrived is one batch: the events are
/// journalled and applied in order, then there is one solve, then the stream is told. Only <see cref="WorkAsync"/> touches the
/// state, one batch at a time; the outbox is shared with the stream's writer.
/// </summary>
internal sealed partial class LiveSession : IDisposable
{
    private readonly SessionServices _services;
    private readonly KeptSession _kept;
    private readonly SessionTimes _times;
    private readonly SessionRecords _records;
    private readonly Outbox _outbox;
    private readonly Lock _outboxGate = new();
    private readonly Mailbox _mailbox;
    private readonly SessionTimer _timer;

    private SessionConnection? _stream;
    private Status? _unusable;
    private bool _endOfEvents, _stopping, _vanished, _mayGreet;
    private long _lastSaid, _leftAt, _attempt;

    /// <summary>A session without a stream.</summary>
    /// <param name="services">What it shares with others.</param>
    /// <param name="kept">Its state.</param>
    /// <param name="recovered">It was in the journal.</param>
    public LiveSession(SessionServices services, KeptSession kept, bool recovered)
    {
        (_services, _kept) = (services, kept);
        Durability durability = DurabilityOf(kept.State.Policy);
        _times = SessionTimes.Of(kept.State.Policy);
        _records = new SessionRecords(kept, durability == Durability.None ? null : services.Journal);
        _outbox = new Outbox(services.Options.Stream, durability);
        _mailbox = new Mailbox(WorkAsync, services.Pool);
        _timer = new SessionTimer(services.Time, () => Post(new(MailKind.Timer)));
        _isSync = durability == Durability.Sync;
        _leftAt = Now;
        if (!recovered) return;
        _records.Recovered(kept.Inbox.LastSeq);
        _outbox.Recovered();
    }

    /// <summary>Proves that a client may have it.</summary>
    public SessionKey Key => _kept.Key;

    /// <summary>The desk's name of the order.</summary>
    public string ClientOrderId => _kept.State.ClientOrderId;

    /// <summary>What a policy asks for.</summary>
    public static Durability DurabilityOf(SessionPolicy? policy) =>
        policy?.Durability is null or Durability.Unspecified ? Durability.Group : policy.Durability;

    /// <summary>Whether it was opened with the same content.</summary>
    public bool WasOpenedWith(InboundEvent open) => open.OpeningHash() == _kept.OpenHash;

    /// <summary>Leaves mail, for a batch that <see cref="Run"/> begins.</summary>
    public void Put(in Mail mail) => _mailbox.Put(mail);

    /// <summary>Leaves mail and has it worked on elsewhere.</summary>
    public void Post(in Mail mail)
    {
        _mailbox.Put(mail);
        _mailbox.Schedule();
    }

    /// <summary>Works on the mail, on this thread, unless another one is at it.</summary>
    public void Run() => _mailbox.Run();

    /// <summary>The next message for a stream; null: there is none, its epoch is not on the disk yet, or another stream has the session.</summary>
    public byte[]? Take(SessionConnection stream)
    {
        lock (_outboxGate)
        {
            byte[]? message = stream == _stream && _mayGreet ? _outbox.Take() : null;
            if (message is not null) _lastSaid = Now;
            return message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private long Now => _services.Time.GetTimestamp();

    private async ValueTask WorkAsync(IReadOnlyList<Mail> batch)
    {
        try
        {
            foreach (Mail mail in batch)
            {
                if (_unusable is null || mail.Kind == MailKind.Attach) await HandleAsync(mail).ConfigureAwait(false);
                if (mail.Kind == MailKind.Event) mail.Stream!.Release();
            }

            if (_unusable is not null) return;
            await PlanAsync().ConfigureAwait(false);
            Say();
        }
        catch (JournalException e)
        {
            Fail(RuntimeErrors.JournalFailed(e.Fault.Kind));
        }
        catch (Exception e)
        {
            _services.Log.SessionBroke(e, Key.SessionId);
            Fail(RuntimeErrors.Broken());
        }
        finally
        {
            _records.Begin();
        }
    }

    private ValueTask HandleAsync(in Mail mail)
    {
        switch (mail.Kind)
        {
            case MailKind.Attach: return AttachAsync(mail.Stream!, mail.Inbound!);
            case MailKind.Timer: return RingAsync();
            case MailKind.Snapshot: return _records.AppendAsync(RecordKind.Snapshot, _kept.Inbox.LastSeq, _kept.Write());
            case MailKind.Durable: _records.LookAtDisk(this, told: true); break;
            case MailKind.JournalFailed when _records.IsKept: Fail(RuntimeErrors.JournalFailed(mail.Fault)); break;
            case MailKind.Event when mail.Stream == _stream: return ReceiveAsync(mail.Inbound!);
            case MailKind.EndOfEvents when mail.Stream == _stream: EndOfEvents(); break;
            case MailKind.Stop when mail.Stream == _stream: _stopping = true; break;
            case MailKind.Detach when mail.Stream == _stream: EndStream(null); break;
        }

        return ValueTask.CompletedTask;
    }

    // What cannot go on, until the server is started again. It writes no snapshot, since its state may be half changed: the records that it has
    // are all there is of it, and are kept, with the segments after them.
    private void Fail(Status error)
    {
        _unusable = error;
        EndStream(error);
    }
}
