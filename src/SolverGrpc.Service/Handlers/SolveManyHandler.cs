using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;

namespace SolverGrpc.Service.Handlers;

/// <summary>SolveMany: many problems on one stream, answers as they are ready.</summary>
/// <param name="admission">Where the solves run.</param>
/// <param name="jobs">Memory of the solves.</param>
/// <param name="inFlightMax">Problems in flight before the stream is not read any further, ≥ 1.</param>
internal sealed class SolveManyHandler(SolveAdmission admission, SolveJobPool jobs, int inFlightMax)
{
    /// <summary>Answers a stream.</summary>
    public async Task SolveManyAsync(IRawStreamReader requests, IRawStreamWriter responses, ServerCallContext context)
    {
        using var stream = new SolveManyStream(admission, jobs, inFlightMax, context.CancellationToken);
        Task writing = stream.WriteAsync(responses);
        try
        {
            while (await requests.MoveNextAsync()) await AcceptAllAsync(requests, stream);
        }
        finally
        {
            // also when reading failed: workers still hold jobs of this stream
            stream.EndOfRequests();
            await writing;
        }
    }

    // all that has arrived: workers share it, so that one stream uses all processors, but what comes alone, or last, is not worth a change of threads
    private static async ValueTask AcceptAllAsync(IRawStreamReader requests, SolveManyStream stream)
    {
        bool more = false;
        do
        {
            SolveJob? job = await stream.AcceptAsync(requests.Current);
            try
            {
                more = requests.TryMoveNext();
            }
            finally
            {
                if (job is not null) stream.Start(job, last: !more);
            }
        }
        while (more);
    }
}
