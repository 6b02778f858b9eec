using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Service.Handlers;

namespace SolverGrpc.Service.Tests;

/// <summary>Validates and maps a request.</summary>
internal static class Check
{
    /// <summary>The job after <see cref="SolveJob.TryPrepare"/>.</summary>
    public static SolveJob Prepare(SolveRequest request)
    {
        var job = new SolveJob(TimeProvider.System);
        SolveMessageReader.Read(request, job.Input);
        job.TryPrepare();
        return job;
    }

    /// <summary>The fields that are wrong.</summary>
    public static string[] Fields(SolveRequest request) => [.. Prepare(request).Violations.Kept.Select(violation => violation.Field)];

    /// <summary>The valid problem after a change, mapped.</summary>
    public static SolveJob Mapped(Action<Problem> change)
    {
        SolveRequest request = Valid.Request();
        change(request.Problem);
        SolveJob job = Prepare(request);
        Assert.Empty(job.Violations.Kept);
        return job;
    }
}
