using Google.Protobuf.Reflection;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Service;

/// <summary>The calls of <c>solver.v1.CalibrationService</c> that commands make.</summary>
internal static class CalibrationMethods
{
    private static readonly ServiceDescriptor Service = CalibrationReflection.Descriptor.Services.Single();

    /// <summary>From a stream of books.</summary>
    public static Rpc.Method<CalibrateRequest, CalibrateResponse> Calibrate { get; } = Rpc.Method.Of<CalibrateRequest, CalibrateResponse>(Service, nameof(Calibrate));

    /// <summary>From a file of the server.</summary>
    public static Rpc.Method<CalibrateFileRequest, CalibrateFileResponse> CalibrateFile { get; } =
        Rpc.Method.Of<CalibrateFileRequest, CalibrateFileResponse>(Service, nameof(CalibrateFile));

    /// <summary>While a session is traded.</summary>
    public static Rpc.Method<ReestimateRequest, ReestimateResponse> Reestimate { get; } = Rpc.Method.Of<ReestimateRequest, ReestimateResponse>(Service, nameof(Reestimate));
}
