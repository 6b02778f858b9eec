using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Google.Protobuf;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;

namespace SolverGrpc.Service.Handlers;

/// <summary>
/// One SolveMany call. The caller reads and accepts requests, workers solve them and serialise their responses, and one
/// loop writes what is done, in the order in which it is done.
/// </summary>
internal sealed class SolveManyStream(SolveAdmission admission, SolveJobPool jobs, int inFlightMax, CancellationToken cancellation) : ISolveJobOwner, IDisposable
{
    private const int PeriodsPerPlace = 4_096;

    // field numbers of SolveManyResponse
    private const int RequestIdField = 1, ResponseField = 2, ErrorField = 3;

    private readonly Channel<SolveJob> _done = Channel.CreateUnbounded<SolveJob>(new() { SingleReader = true });
    private readonly SemaphoreSlim _room = new(inFlightMax);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _inFlight = [];
    private int _unwritten;
    private bool _ended;

    /// <summary>
    /// Takes a request on as soon as there is room for it. Its own faults end up in its response; bytes that are no message end the stream.
    /// </summary>
    /// <returns>What is to be solved, by <see cref="Start"/>; null: it is answered already.</returns>
    /// <exception cref="Rpc.Wire.WireFormatException">The bytes are no message.</exception>
    public async ValueTask<SolveJob?> AcceptAsync(ReadOnlySequence<byte> message)
    {
        SolveJob job = jobs.Rent();
        try
        {
            if (!SolveWireReader.ReadMany(message, job.Input)) job.Violations.Add("solve", "is required");
            job.Places = Places(job);
            for (int i = 0; i < job.Places; i++) await _room.WaitAsync(cancellation);
        }
        catch
        {
            jobs.Return(job);
            throw;
        }

        Interlocked.Increment(ref _unwritten);
        if (Check(job) is not { } error) return job;
        Finish(job, error);
        return null;
    }

    /// <summary>Solves what was accepted, on a worker; a very small one at once if nothing else has arrived, because a change of threads costs as much.</summary>
    /// <param name="job">From <see cref="AcceptAsync"/>.</param>
    /// <param name="last">Nothing else has arrived.</param>
    public void Start(SolveJob job, bool last)
    {
        WorkSize size = job.Periods <= WorkEstimate.CallerPeriodsMax ? job.Estimate() : WorkSize.Large;
        job.Defer(this, cancellation);
        if (last && size == WorkSize.Inline)
        {
            job.Execute();
        }
        else if (!admission.TryAdd(job, size, out TimeSpan retryAfter))
        {
            lock (_gate) _inFlight.Remove(Id(job));
            Finish(job, Overload.Of(retryAfter));
        }
    }

    /// <summary>No further requests come: <see cref="WriteAsync"/> ends after the last response.</summary>
    public void EndOfRequests()
    {
        Volatile.Write(ref _ended, true);
        if (Volatile.Read(ref _unwritten) == 0) _done.Writer.TryComplete();
    }

    /// <summary>Writes responses until all are written; when the call has ended, waits for the workers without writing.</summary>
    public async Task WriteAsync(IRawStreamWriter responses)
    {
        bool open = true;
        while (await _done.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (_done.Reader.TryRead(out SolveJob? job))
            {
                open = open && TryWrite(job, responses);
                _room.Release(job.Places);
                jobs.Return(job);
                if (Interlocked.Decrement(ref _unwritten) == 0 && Volatile.Read(ref _ended)) _done.Writer.TryComplete();
            }

            open = open && await TryFlushAsync(responses);
        }
    }

    /// <inheritdoc/>
    public void Completed(SolveJob job)
    {
        lock (_gate) _inFlight.Remove(Id(job));
        if (job.Failure is OperationCanceledException) Finish(job, RichStatus.Create(StatusCode.Cancelled, "The call has ended.", ErrorInfoDetail.Create("CALL_ENDED", InvalidRequest.Domain)));
        else if (job.Failure is not null) Finish(job, RichStatus.Create(StatusCode.Unknown, "Exception was thrown by handler.", ErrorInfoDetail.Create("INTERNAL_FAILURE", InvalidRequest.Domain)));
        else if (!job.Violations.None) Finish(job, InvalidRequest.Of(job.Violations));
        else Finish(job, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    // a job keeps its memory until its response is written, however long the client takes: large ones take more room
    private int Places(SolveJob job) => Math.Clamp(1 + (job.HeldPeriods / PeriodsPerPlace), 1, inFlightMax);

    private static string Id(SolveJob job) => Encoding.UTF8.GetString(job.Input.RequestId);

    // what is wrong before anything is computed
    private Google.Rpc.Status? Check(SolveJob job)
    {
        if (job.Violations.None && job.Input.RequestIdBytes == 0) job.Violations.Add("request_id", "is required");
        if (!job.Violations.None) return InvalidRequest.Of(job.Violations);
        if (job.Periods <= WorkEstimate.CallerPeriodsMax && !job.TryPrepare()) return InvalidRequest.Of(job.Violations);
        if (job.Input.RequestId.IsEmpty) return null;
        bool added;
        lock (_gate) added = _inFlight.Add(Id(job));
        return added ? null : RichStatus.Create(
            StatusCode.AlreadyExists,
            "A problem with this request_id is in flight on this stream.",
            ErrorInfoDetail.Create("REQUEST_ID_IN_FLIGHT", InvalidRequest.Domain));
    }

    private void Finish(SolveJob job, Google.Rpc.Status? error)
    {
        if (error is null)
        {
            job.WriteResponse();
            job.Response.Message(ResponseField, 0);
        }
        else
        {
            job.Response.Text(ErrorField, error.ToByteArray());
        }

        job.Response.Text(RequestIdField, job.Input.RequestId);
        _done.Writer.TryWrite(job);
    }

    // false: the call has ended
    private static bool TryWrite(SolveJob job, IRawStreamWriter responses)
    {
        try
        {
            responses.BeginMessage().Write(job.Response.Written);
            responses.EndMessage();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (RpcException tooLarge)
        {
            job.Response.Clear();
            job.Response.Text(ErrorField, new Google.Rpc.Status { Code = (int)tooLarge.StatusCode, Message = tooLarge.Status.Detail }.ToByteArray());
            job.Response.Text(RequestIdField, job.Input.RequestId);
            return TryWrite(job, responses);
        }
    }

    private static async ValueTask<bool> TryFlushAsync(IRawStreamWriter responses)
    {
        try
        {
            await responses.FlushAsync();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
