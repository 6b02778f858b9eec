using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;
using SolverGrpc.Service.Handlers;

namespace SolverGrpc.Service;

/// <summary>solver.v1.SolverService with everything behind it.</summary>
public sealed class SolverService : IDisposable
{
    private readonly SolveAdmission _admission;

    /// <summary>Starts the workers and binds the handlers.</summary>
    /// <param name="options">What is allowed.</param>
    /// <param name="time">The clock; its monotonic timestamps count.</param>
    public SolverService(SolverServiceOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _admission = new SolveAdmission(options.Admission, time);
        var jobs = new SolveJobPool(time);
        var solve = new SolveHandler(_admission, jobs);
        var solveMany = new SolveManyHandler(_admission, jobs, options.SolveManyInFlightMax);
        var limits = new GrpcServiceOptions { MaxReceiveMessageSize = options.MessageBytesMax, MaxSendMessageSize = options.MessageBytesMax };
        Definition = ServerServiceDefinition.CreateBuilder(SolverServiceReflection.Descriptor.Services.Single(), limits)
            .AddRawUnary("Solve", solve.SolveAsync)
            .AddRawDuplexStreaming("SolveMany", solveMany.SolveManyAsync)
            .AddUnary<CompareRequest, CompareResponse>("Compare", new CompareHandler(_admission).CompareAsync)
            .AddServerStreaming<TraceFrontierRequest, TraceFrontierResponse>("TraceFrontier", new TraceFrontierHandler(_admission).TraceAsync)
            .NotYetServed("StreamReoptimize")
            .Build();
    }

    /// <summary>The service, ready to be served.</summary>
    public ServerServiceDefinition Definition { get; }

    /// <summary>Stops the workers; what waits is still done.</summary>
    public void Dispose() => _admission.Dispose();
}
