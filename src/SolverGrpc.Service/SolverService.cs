using Microsoft.Extensions.Logging;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;
using SolverGrpc.Service.Calibration;
using SolverGrpc.Service.Handlers;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Runtime;

namespace SolverGrpc.Service;

/// <summary>solver.v1.SolverService with everything behind it.</summary>
public sealed class SolverService : IAsyncDisposable
{
    private readonly SolveAdmission _admission;

    /// <summary>Starts the workers, recovers the sessions and binds the handlers.</summary>
    /// <param name="options">What is allowed.</param>
    /// <param name="time">The clock; its monotonic timestamps count.</param>
    /// <param name="log">Takes what goes wrong with sessions.</param>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public SolverService(SolverServiceOptions options, TimeProvider time, ILoggerFactory log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _admission = new SolveAdmission(options.Admission, time);
        try
        {
            Sessions = SessionRuntime.Start(options.Sessions, _admission, time, log.CreateLogger<SessionRuntime>());
        }
        catch
        {
            _admission.Dispose();
            throw;
        }

        var jobs = new SolveJobPool(time);
        var solve = new SolveHandler(_admission, jobs);
        var solveMany = new SolveManyHandler(_admission, jobs, options.SolveManyInFlightMax);
        var limits = new GrpcServiceOptions { MaxReceiveMessageSize = options.MessageBytesMax, MaxSendMessageSize = options.MessageBytesMax };
        Definition = ServerServiceDefinition.CreateBuilder(SolverServiceReflection.Descriptor.Services.Single(), limits)
            .AddRawUnary("Solve", solve.SolveAsync)
            .AddRawDuplexStreaming("SolveMany", solveMany.SolveManyAsync)
            .AddUnary<CompareRequest, CompareResponse>("Compare", new CompareHandler(_admission).CompareAsync)
            .AddServerStreaming<TraceFrontierRequest, TraceFrontierResponse>("TraceFrontier", new TraceFrontierHandler(_admission).TraceAsync)
            .AddRawDuplexStreaming("StreamReoptimize", new StreamReoptimizeHandler(Sessions, time).StreamAsync)
            .Build();
        var calibration = new CalibrationHandler(_admission, new CalibrationFolder(options.CalibrationFolder));
        CalibrationDefinition = ServerServiceDefinition.CreateBuilder(CalibrationReflection.Descriptor.Services.Single(), limits)
            .AddClientStreaming<CalibrateRequest, CalibrateResponse>("Calibrate", calibration.CalibrateAsync)
            .AddUnary<CalibrateFileRequest, CalibrateFileResponse>("CalibrateFile", calibration.CalibrateFileAsync)
            .AddDuplexStreaming<ReestimateRequest, ReestimateResponse>("Reestimate", ReestimateHandler.ReestimateAsync)
            .Build();
    }

    /// <summary>The service, ready to be served.</summary>
    public ServerServiceDefinition Definition { get; }

    /// <summary>solver.v1.CalibrationService, on the same workers.</summary>
    public ServerServiceDefinition CalibrationDefinition { get; }

    /// <summary>The sessions of StreamReoptimize.</summary>
    public SessionRuntime Sessions { get; }

    /// <summary>Brings all sessions to the disk and stops the workers; what waits is still done.</summary>
    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        _admission.Dispose();
    }
}
