using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Solving;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Service.Requests;
using SolverGrpc.Service.Responses;

namespace SolverGrpc.Service.Handlers;

/// <summary>Solve: one problem, one proven answer.</summary>
internal static class SolveHandler
{
    public static Task<SolveResponse> SolveAsync(SolveRequest request)
    {
        var job = new SolveJob();
        SolveMessageReader.Read(request, job.Input);
        if (!job.TryPrepare()) throw InvalidRequest.Of(job.Violations).ToRpcException();
        job.Run(SolveBudget.Unlimited);
        return Task.FromResult(Messages.Response(request.RequestId, job.Result, job.Input.Mask.Fields));
    }
}
