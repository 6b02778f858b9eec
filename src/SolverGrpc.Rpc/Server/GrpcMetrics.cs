using System.Diagnostics.Metrics;

namespace SolverGrpc.Rpc.Server;

/// <summary>
/// The server's metrics, with the names and buckets of gRPC proposal A66. Costs nothing while nobody listens.
/// </summary>
internal sealed class GrpcMetrics
{
    public const string MeterName = "SolverGrpc.Rpc.Server";

    private static readonly InstrumentAdvice<double> LatencyBuckets = new()
    {
        HistogramBucketBoundaries =
        [
            0, 1e-5, 5e-5, 1e-4, 3e-4, 6e-4, 8e-4, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3, 8e-3, 0.01, 0.013, 0.016, 0.02, 0.025, 0.03,
            0.04, 0.05, 0.065, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 2, 5, 10, 20, 50, 100,
        ],
    };

    private readonly Counter<long> _started;
    private readonly Histogram<double> _duration;

    public GrpcMetrics(IMeterFactory? meters)
    {
        var meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _started = meter.CreateCounter<long>("grpc.server.call.started", "{call}", "Calls that have begun.");
        _duration = meter.CreateHistogram("grpc.server.call.duration", "s", "From the headers to the status.", advice: LatencyBuckets);
    }

    public void Started(string path)
    {
        if (_started.Enabled)
            _started.Add(1, MethodTag(path));
    }

    public void Ended(string path, StatusCode status, TimeSpan duration)
    {
        if (_duration.Enabled)
            _duration.Record(duration.TotalSeconds, MethodTag(path), KeyValuePair.Create("grpc.status", (object?)StatusText(status)));
    }

    private static KeyValuePair<string, object?> MethodTag(string path) => KeyValuePair.Create("grpc.method", (object?)path[1..]);

    private static string StatusText(StatusCode status) => status switch
    {
        StatusCode.OK => "OK",
        StatusCode.Cancelled => "CANCELLED",
        StatusCode.Unknown => "UNKNOWN",
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.AlreadyExists => "ALREADY_EXISTS",
        StatusCode.PermissionDenied => "PERMISSION_DENIED",
        StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.Aborted => "ABORTED",
        StatusCode.OutOfRange => "OUT_OF_RANGE",
        StatusCode.Unimplemented => "UNIMPLEMENTED",
        StatusCode.Internal => "INTERNAL",
        StatusCode.Unavailable => "UNAVAILABLE",
        StatusCode.DataLoss => "DATA_LOSS",
        StatusCode.Unauthenticated => "UNAUTHENTICATED",
        _ => "UNKNOWN",
    };
}
