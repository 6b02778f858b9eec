using Microsoft.Extensions.Logging.Abstractions;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Runtime;
using SolverGrpc.Sessions.Streaming;
using SolverGrpc.Sessions.Tests.Journal;
using SolverGrpc.Sessions.Tests.Runtime;

namespace SolverGrpc.Simulation.Tests;

/// <summary>A server process without threads: its work, its commits and its clock go on when the simulation says so.</summary>
internal sealed class Server : ILargeSolves
{
    private readonly List<IThreadPoolWorkItem> _work = [];
    private readonly List<Wire> _wires = [];
    private readonly SessionRuntime _runtime;
    private readonly Random _random;
    private Action _commit = () => { };

    /// <summary>Starts it and recovers what is on the disk.</summary>
    public Server(SimulatedDisk disk, SessionRuntimeOptions options, Random random)
    {
        _random = random;
        _runtime = SessionRuntime.Start(options, disk, this, Time, NullLogger.Instance, _work.Add, Committer);
    }

    /// <summary>Its clock.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>Nothing is left to do.</summary>
    public bool IsIdle => _work.Count == 0;

    /// <summary>Accepts a stream.</summary>
    public void Accept(Wire wire) => _wires.Add(wire);

    /// <summary>Runs a piece of work that waits for a thread.</summary>
    public void RunWork()
    {
        if (_work.Count == 0) return;
        int index = _random.Next(_work.Count);
        IThreadPoolWorkItem work = _work[index];
        _work.RemoveAt(index);
        work.Execute();
    }

    /// <summary>The journal's thread gets its turn.</summary>
    public void Commit() => _commit();

    /// <summary>Reads some of what has arrived on a stream, as one batch.</summary>
    public void Read(int countMax)
    {
        if (Any(wire => wire is { ServerEnded: false, ToServer.Count: > 0 }) is not { } wire) return;
        for (; countMax > 0 && wire.ToServer.TryPeek(out byte[]? bytes); countMax--)
        {
            if (wire.Connection is null) Attach(wire, bytes);
            else if (!wire.Connection.TryPost(Inbound(bytes))) break;
            wire.ToServer.Dequeue();
            if (wire.ServerEnded) return;
        }

        wire.Connection?.Run();
    }

    /// <summary>Writes some of what a stream has to say, or ends it.</summary>
    public void Write(int countMax)
    {
        if (Any(wire => wire is { ServerEnded: false, Connection: not null }) is not { } wire) return;
        while (countMax-- > 0 && wire.Connection!.Take() is { } message) wire.ToClient.Enqueue(message);
        if (!wire.Connection!.Ended.IsCompleted) return;
        End(wire, wire.Connection.Error?.Code ?? 0);
        wire.Connection.Leave();
    }

    /// <summary>The system notices that a client has gone; until then its stream is half open.</summary>
    public void NoticeBroken()
    {
        if (Any(wire => wire.ClientGone) is not { } wire) return;
        if (!wire.ServerEnded) wire.Connection?.Leave();
        _wires.Remove(wire);
    }

    /// <summary>All streams break.</summary>
    public void Die()
    {
        foreach (Wire wire in _wires.Where(wire => !wire.ServerEnded)) End(wire, (int)StatusCode.Unavailable);
    }

    /// <inheritdoc/>
    public Task<T>? TryRunAsync<T>(int periods, Func<T> compute, CancellationToken cancellation) => Task.FromResult(compute());

    private GroupCommit Committer(SegmentJournal journal)
    {
        var committer = new GroupCommit(journal, hasThread: false);
        _commit = committer.Commit;
        return committer;
    }

    private void Attach(Wire wire, byte[] bytes)
    {
        try
        {
            wire.Connection = _runtime.Attach(Inbound(bytes));
        }
        catch (RpcException e)
        {
            End(wire, (int)e.StatusCode);
        }
    }

    private Wire? Any(Func<Wire, bool> isIt)
    {
        Wire[] wires = [.. _wires.Where(isIt)];
        return wires.Length == 0 ? null : wires[_random.Next(wires.Length)];
    }

    private static void End(Wire wire, int status) => (wire.ServerEnded, wire.Status) = (true, status);

    private static InboundEvent Inbound(byte[] bytes) => new(StreamReoptimizeRequest.Parser.ParseFrom(bytes), bytes, ArrivedAt: 1);
}
