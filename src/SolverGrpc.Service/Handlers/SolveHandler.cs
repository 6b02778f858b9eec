using System.Buffers;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;

namespace SolverGrpc.Service.Handlers;

/// <summary>Solve: one problem, one proven answer, from bytes to bytes.</summary>
/// <param name="admission">Where solves run that are not small enough for the calling thread.</param>
/// <param name="jobs">Memory of the solves.</param>
internal sealed class SolveHandler(SolveAdmission admission, SolveJobPool jobs)
{
    /// <summary>Answers a call. Very small solves run at once, without a change of threads and without allocating.</summary>
    public ValueTask SolveAsync(ReadOnlySequence<byte> request, IBufferWriter<byte> response, ServerCallContext context)
    {
        SolveJob job = jobs.Rent();
        try
        {
            SolveWireReader.Read(request, job.Input);
            WorkSize size = WorkSize.Large;
            if (job.Periods <= WorkEstimate.CallerPeriodsMax)
            {
                if (!job.TryPrepare()) throw InvalidRequest.Of(job.Violations).ToRpcException();
                size = job.Estimate();
            }

            if (size != WorkSize.Inline) return QueuedAsync(job, size, response, context.CancellationToken);
            job.Run();
            Write(job, response);
        }
        catch
        {
            jobs.Return(job);
            throw;
        }

        jobs.Return(job);
        return ValueTask.CompletedTask;
    }

    private async ValueTask QueuedAsync(SolveJob job, WorkSize size, IBufferWriter<byte> response, CancellationToken cancellation)
    {
        var waiter = new Waiter();
        job.Defer(waiter, cancellation);
        if (!admission.TryAdd(job, size, out TimeSpan retryAfter))
        {
            jobs.Return(job);
            throw Overload.ToException(retryAfter);
        }

        await waiter.Task;
        try
        {
            if (job.Failure is { } failure) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            cancellation.ThrowIfCancellationRequested();
            if (!job.Violations.None) throw InvalidRequest.Of(job.Violations).ToRpcException();
            Write(job, response);
        }
        finally
        {
            jobs.Return(job);
        }
    }

    private static void Write(SolveJob job, IBufferWriter<byte> response)
    {
        job.WriteResponse();
        response.Write(job.Response.Written);
    }

    // the worker goes on with the next job: the response is written elsewhere
    private sealed class Waiter() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), ISolveJobOwner
    {
        public void Completed(SolveJob job) => SetResult();
    }
}
