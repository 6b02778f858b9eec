using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Client;

/// <summary>How a call, or one attempt at it, ended.</summary>
internal sealed record Outcome(Status Status, Metadata Trailers)
{
    public Outcome(Status status, Exception? cause = null)
        : this(status, [])
        => Cause = cause;

    /// <summary>What broke on this side, if anything did.</summary>
    public Exception? Cause { get; }

    public bool IsOk => Status.StatusCode == StatusCode.OK;

    /// <summary>The outcome headers or trailers tell; nothing if they hold no <c>grpc-status</c>.</summary>
    public static Outcome? From(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(HeaderNames.GrpcStatus, out var values))
            return null;
        var text = values.ToString();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return new(new Status(StatusCode.Unknown, $"The server sent '{text}' as grpc-status."));
        var detail = headers.NonValidated.TryGetValues(HeaderNames.GrpcMessage, out var message) ? message.ToString() : "";
        return new(new Status((StatusCode)code, PercentEncoding.Decode(detail)), MetadataFrom(headers));
    }

    /// <summary>What an answer that is not gRPC means, by its HTTP status (http-grpc-status-mapping.md).</summary>
    public static Outcome FromHttp(HttpStatusCode http) => new(new Status(
        (int)http switch
        {
            400 => StatusCode.Internal,
            401 => StatusCode.Unauthenticated,
            403 => StatusCode.PermissionDenied,
            404 => StatusCode.Unimplemented,
            429 or 502 or 503 or 504 => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        },
        $"The server answered HTTP {(int)http}, not gRPC."));

    /// <summary>The application's part of headers or trailers.</summary>
    public static Metadata MetadataFrom(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
                metadata.AddReceived(name, value);
        }

        return metadata;
    }

    public RpcException ToException() => new(Status, Trailers, Cause);
}
