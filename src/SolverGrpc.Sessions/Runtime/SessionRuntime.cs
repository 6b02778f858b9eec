using Google.Protobuf;
using Microsoft.Extensions.Logging;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Streaming;
using Status = Google.Rpc.Status;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>The sessions of a process: opens or finds one for each stream, and brings them back from the journal.</summary>
public sealed class SessionRuntime : IAsyncDisposable
{
    private readonly SessionServices _services;
    private readonly IJournalFiles? _files;

    private SessionRuntime(SessionServices services, IJournalFiles? files)
    {
        (_services, _files) = (services, files);
        if (services.Journal is { } journal) JournalFailed = WatchAsync(journal);
    }

    /// <summary>
    /// Completes with the fault when the journal has failed: streams of journalled sessions have ended and are refused. Never
    /// completes while all is well, or where there is no journal.
    /// </summary>
    public Task<JournalFault> JournalFailed { get; } = new TaskCompletionSource<JournalFault>().Task;

    /// <summary>How many sessions there are.</summary>
    public int Count => _services.Registry.All.Length;

    /// <summary>Reads the journal, if there is one, and takes its sessions up again.</summary>
    /// <param name="options">Where the journal is and what sessions may take.</param>
    /// <param name="lane">Where large solves run.</param>
    /// <param name="time">The clock, for durations only.</param>
    /// <param name="log">Takes what goes wrong.</param>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    /// <exception cref="InvalidDataException">The journal is sound and does not make sense.</exception>
    public static SessionRuntime Start(SessionRuntimeOptions options, ILargeSolves lane, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.JournalPath.Length == 0) return Start(options, null, lane, time, log);
        JournalFolder folder = JournalFolder.OpenForWriting(options.JournalPath);
        try
        {
            return Start(options, folder, lane, time, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The same with the files of a journal, which are taken over; null: there is none.</summary>
    internal static SessionRuntime Start(SessionRuntimeOptions options, IJournalFiles? files, ILargeSolves lane, TimeProvider time, ILogger log) =>
        Start(options, files, lane, time, log, OnThreadPool, static journal => new GroupCommit(journal));

    /// <summary>The same with the threads: where work runs, and who commits the journal.</summary>
    internal static SessionRuntime Start(
        SessionRuntimeOptions options,
        IJournalFiles? files,
        ILargeSolves lane,
        TimeProvider time,
        ILogger log,
        Action<IThreadPoolWorkItem> pool,
        Func<SegmentJournal, GroupCommit> commits)
    {
        var registry = new SessionRegistry(options.SessionsMax);
        if (files is null) return new(new(options, null, registry, lane, time, new(log), pool), null);
        long begin = time.GetTimestamp();
        var histories = new SessionHistories();
        SegmentJournal journal = SegmentJournal.Open(files, options.Journal, histories.Take);
        KeptSession[] recovered = Recover(journal, histories, options.Stream);
        journal.SnapshotsWanted += wanted => WriteSnapshots(registry, wanted);
        var services = new SessionServices(options, new SessionJournal(commits(journal), pool), registry, lane, time, new(log), pool);
        foreach (KeptSession kept in recovered) registry.Recover(new LiveSession(services, kept, recovered: true));
        services.Log.Recovered(recovered.Length, time.GetElapsedTime(begin).TotalSeconds);
        var runtime = new SessionRuntime(services, files);

        // the last events of a session may have come without their plan, and its client may stay away
        foreach (LiveSession session in registry.All) session.Post(new(MailKind.Timer));
        return runtime;
    }

    /// <summary>The error of a stream that ends before it begins.</summary>
    public static RpcException NotBegun() => RuntimeErrors.NotBegun().ToRpcException();

    /// <summary>Begins a stream: opens the session that its first message describes, or takes it up again.</summary>
    /// <param name="first">Open or Resume.</param>
    /// <param name="gone">The client has gone.</param>
    /// <returns>The stream. It greets, or ends, when it runs.</returns>
    /// <exception cref="RpcException">There is no such session, or it may not be opened.</exception>
    public SessionConnection Attach(InboundEvent first, CancellationToken gone = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        LiveSession session = first.Message switch
        {
            { Open: { } open, Seq: 1 } => Open(first, KeyOf(open.SessionKey)),
            { Resume: { } resume } => _services.Registry.Find(KeyOf(resume.SessionKey)) ?? throw RuntimeErrors.Unknown().ToRpcException(),
            _ => throw NotBegun(),
        };
        var stream = new SessionConnection(session, _services.Options.EventsAheadMax, gone);
        session.Put(new(MailKind.Attach, stream, first));
        return stream;
    }

    /// <summary>Brings everything to the disk. No stream is left then.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (LiveSession session in _services.Registry.All) session.Dispose();
        if (_services.Journal is { } journal) await journal.DisposeAsync().ConfigureAwait(false);
        _files?.Dispose();
    }

    private static KeptSession[] Recover(SegmentJournal journal, SessionHistories histories, StreamLimits limits)
    {
        try
        {
            return histories.Recover(limits);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    private static void OnThreadPool(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    private static SessionKey KeyOf(ByteString bytes) => SessionKey.TryRead(bytes, out SessionKey? key) ? key.Value : throw RuntimeErrors.BadKey().ToRpcException();

    private static void WriteSnapshots(SessionRegistry registry, IReadOnlyList<UInt128> wanted)
    {
        foreach (UInt128 key in wanted) registry.Find(new(key))?.Post(new(MailKind.Snapshot));
    }

    private LiveSession Open(InboundEvent first, SessionKey key)
    {
        if (_services.Registry.Find(key) is { } there) return Same(there, first);
        Status? refusal = _services.Registry.Refusal(first.Message.Open.ClientOrderId) ?? MayNotKeep(first.Message.Open.Policy);
        if (refusal is null && KeptSession.Open(first, _services.Options.Stream, out refusal) is { } kept)
        {
            var session = new LiveSession(_services, kept, recovered: false);
            refusal = _services.Registry.Add(session, out LiveSession present);
            if (refusal is null) return Same(present, first);
        }

        throw RuntimeErrors.Refused(refusal!);
    }

    // the same key and content are the same session, however often they come
    private static LiveSession Same(LiveSession session, InboundEvent first) =>
        session.WasOpenedWith(first) ? session : throw RuntimeErrors.OtherOpen().ToRpcException();

    private Status? MayNotKeep(SessionPolicy? policy)
    {
        if (LiveSession.DurabilityOf(policy) == Durability.None) return null;
        if (_services.Journal is null) return RuntimeErrors.NoJournal();
        return JournalFailed.IsCompletedSuccessfully ? RuntimeErrors.JournalFailed(JournalFailed.Result.Kind) : null;
    }

    private async Task<JournalFault> WatchAsync(SessionJournal journal)
    {
        try
        {
            await journal.Stopped.ConfigureAwait(false);
            return await new TaskCompletionSource<JournalFault>().Task.ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            foreach (LiveSession session in _services.Registry.All) session.Post(new(MailKind.JournalFailed, Fault: e.Fault.Kind));
            return e.Fault;
        }
    }
}
