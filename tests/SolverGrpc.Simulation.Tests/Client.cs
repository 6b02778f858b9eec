using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;

namespace SolverGrpc.Simulation.Tests;

/// <summary>
/// A client as the contract asks for: it keeps every event until it is durable, resumes when its stream breaks, and sends again
/// what the server does not have. It checks what the server promises on the way.
/// </summary>
internal sealed class Client(OrderScript script)
{
    private readonly Dictionary<int, long> _planned = [];
    private long _next = 1, _lastServerSeq, _highest, _promised, _attempt, _epoch;
    private bool _isOpen, _knowsPlan, _missedSome;

    /// <summary>What it sends.</summary>
    public OrderScript Script => script;

    /// <summary>Its stream; null: none.</summary>
    public Wire? Wire { get; private set; }

    /// <summary>All events up to this one will survive, the server said.</summary>
    public long DurableSeq { get; private set; }

    /// <summary>The server's answer to the last Resume.</summary>
    public Resumed? Resumed { get; private set; }

    /// <summary>Events that were refused, with the code.</summary>
    public SortedDictionary<long, int> Refused { get; } = [];

    /// <summary>The plan as the client has put it together: units by period.</summary>
    public IReadOnlyDictionary<int, long> Planned => _planned;

    /// <summary>The last summary that it heard; null: none.</summary>
    public ExecutionSummary? Summary { get; private set; }

    /// <summary>The last residual that it heard; null: none.</summary>
    public Residual? Residual { get; private set; }

    /// <summary>Everything has been sent and will survive.</summary>
    public bool IsThrough => _isOpen && DurableSeq == script.Events.Count;

    /// <summary>Nothing is under way to it.</summary>
    public bool HasRead => Wire is { ToClient.Count: 0 };

    /// <summary>Whether a record is one of its session.</summary>
    public bool Owns(ArchivedRecord record) =>
        record.Entry.Session == System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(script.Key.Span);

    /// <summary>Begins a stream: opens the session or resumes it.</summary>
    public Wire Connect()
    {
        Wire = new Wire();
        _next = 2;
        Send(_isOpen ? new() { Resume = new() { SessionKey = script.Key, LastServerSeq = _lastServerSeq, Attempt = ++_attempt } } : Open());
        return Wire;
    }

    private StreamReoptimizeRequest Open()
    {
        StreamReoptimizeRequest open = script.Events[0].Clone();
        open.Open.Attempt = ++_attempt;
        return open;
    }

    /// <summary>Its stream is broken.</summary>
    public void Break()
    {
        Wire!.ClientGone = true;
        Wire = null;
    }

    /// <summary>Sends the next event, if the server is ready for it; now and then one too many is left out or sent twice.</summary>
    public void SendNext(Random random)
    {
        if (Wire is null || !_isOpen || _next > script.Events.Count) return;
        if (random.Next(20) == 0 && _next > 2) Send(script.Events[(int)_next - 2]);
        if (random.Next(20) == 0 && _next < script.Events.Count) _next++;
        Send(script.Events[(int)_next - 1]);
        _next++;
    }

    /// <summary>Nothing more will come: what the server has not said to be durable is sent again.</summary>
    public void SendAgain() => _next = Math.Max(2, DurableSeq + 1);

    /// <summary>Reads a message, or sees that the stream has ended.</summary>
    public void Read()
    {
        if (Wire is null) return;
        if (Wire.ToClient.TryDequeue(out byte[]? bytes)) Take(StreamReoptimizeResponse.Parser.ParseFrom(bytes));
        else if (Wire.ServerEnded) Ended(Wire.Status);
    }

    private void Ended(int status)
    {
        // ABORTED is not among them: the newest stream is never fenced
        Assert.True(
            (StatusCode)status is StatusCode.Unavailable or StatusCode.NotFound or StatusCode.FailedPrecondition or StatusCode.OutOfRange,
            $"the stream ended with status {(StatusCode)status}");
        if (status == (int)StatusCode.NotFound)
        {
            Assert.Equal(0, DurableSeq);
            (_isOpen, _lastServerSeq, _epoch) = (false, 0, 0);
        }

        Break();
    }

    private void Take(StreamReoptimizeResponse message)
    {
        Assert.InRange(message.DurableSeq, 0, _highest);
        Assert.InRange(message.BasedOnSeq, 0, _highest);
        if (message.Opened is { } opened)
        {
            (_isOpen, _missedSome, _knowsPlan) = (true, true, false);
            TakeEpoch(opened.Epoch);
        }

        if (message.Resumed is { } resumed) TakeResumed(resumed);
        if (message.ServerSeq > 0) TakeNumber(message.ServerSeq);
        if (message.ResendRequest is { } resend) _next = resend.FirstSeq;
        if (message.EventRejected is { } rejected) Refused[rejected.Seq] = rejected.Error.Code;
        (Summary, Residual) = (message.Done?.Summary ?? Summary, message.Residual ?? Residual);
        DurableSeq = Math.Max(DurableSeq, message.DurableSeq);
        if (message.Plan is { } plan) TakePlan(plan, message);
    }

    // without a gap, unless history did not reach back far enough, which the server has said
    private void TakeNumber(long serverSeq)
    {
        if (_missedSome) Assert.True(serverSeq > _lastServerSeq, $"message {serverSeq} after {_lastServerSeq}");
        else Assert.Equal(_lastServerSeq + 1, serverSeq);
        (_lastServerSeq, _missedSome) = (serverSeq, false);
    }

    private void TakeResumed(Resumed resumed)
    {
        Assert.True(resumed.LastSeq >= Math.Max(_promised, DurableSeq), $"{_promised} or {DurableSeq} was durable, the server has {resumed.LastSeq}");
        TakeEpoch(resumed.Epoch);
        Resumed = resumed;
        if (resumed.Snapshot) (_missedSome, _knowsPlan) = (true, false);
        _next = resumed.LastSeq + 1;
    }

    // no two streams of a session have the same, whatever crashes between them
    private void TakeEpoch(long epoch)
    {
        Assert.True(epoch > _epoch, $"epoch {epoch} after {_epoch}");
        _epoch = epoch;
    }

    private void TakePlan(Plan plan, StreamReoptimizeResponse message)
    {
        if (script.Events[0].Open.Policy.Durability == Durability.Sync)
        {
            Assert.True(message.DurableSeq >= message.BasedOnSeq, $"a plan based on {message.BasedOnSeq} with {message.DurableSeq} durable");
            _promised = Math.Max(_promised, message.BasedOnSeq);
        }

        if (plan.ChangedPeriods.Count == 0)
        {
            _planned.Clear();
            _knowsPlan = true;
            for (int i = 0; i < plan.Units.Count; i++) _planned[plan.FromPeriod + i] = plan.Units[i];
            return;
        }

        Assert.True(_knowsPlan, "changes to a plan that the client does not know");
        for (int i = 0; i < plan.Units.Count; i++) _planned[plan.ChangedPeriods[i]] = plan.Units[i];
        foreach (int closed in _planned.Keys.Where(period => period < plan.FromPeriod).ToList()) _planned.Remove(closed);
    }

    private void Send(StreamReoptimizeRequest message)
    {
        Wire!.ToServer.Enqueue(message.ToByteArray());
        _highest = Math.Max(_highest, message.Seq);
    }
}
