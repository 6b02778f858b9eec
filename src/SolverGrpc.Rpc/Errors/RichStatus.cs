using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Errors;

/// <summary>
/// The rich form of an error, <c>google.rpc.Status</c>, in the trailer <c>grpc-status-details-bin</c>:
/// the whole message, with code and text equal to <c>grpc-status</c> and <c>grpc-message</c>.
/// </summary>
public static class RichStatus
{
    /// <summary>
    /// How large the serialised message may be, in bytes. Clients limit all trailers together to 8 KiB by default,
    /// and base64 and the plain text come on top.
    /// </summary>
    public const int BytesMax = 4096;

    /// <summary>Makes a rich error.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">The text for people.</param>
    /// <param name="info">The machine-readable reason, which every error has (AIP-193).</param>
    /// <param name="details">Further details, each type at most once.</param>
    /// <returns>The rich error.</returns>
    public static Google.Rpc.Status Create(StatusCode code, string message, ErrorInfo info, params ReadOnlySpan<IMessage> details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(info));
        foreach (var detail in details)
            status.Details.Add(Any.Pack(detail));
        return status;
    }

    /// <summary>The exception that sends a rich error; a <see cref="BadRequest"/> too long for trailers is shortened and says so.</summary>
    /// <param name="status">The rich error.</param>
    /// <param name="trailers">Further trailing metadata.</param>
    /// <returns>The exception.</returns>
    public static RpcException ToRpcException(this Google.Rpc.Status status, Metadata? trailers = null)
    {
        ArgumentNullException.ThrowIfNull(status);
        trailers ??= [];
        trailers.Add(HeaderNames.GrpcStatusDetails, BadRequestDetail.Shorten(status, BytesMax).ToByteArray());
        return new RpcException(new Status((StatusCode)status.Code, status.Message), trailers);
    }

    /// <summary>The rich error an exception carries.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The rich error, or nothing when there is none or it cannot be read.</returns>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Trailers.GetRpcStatus();
    }

    /// <summary>The rich error trailing metadata carry.</summary>
    /// <param name="trailers">The metadata.</param>
    /// <returns>The rich error, or nothing when there is none or it cannot be read.</returns>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata trailers)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        if (trailers.GetValueBytes(HeaderNames.GrpcStatusDetails) is not { } bytes)
            return null;
        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>The first detail of a type.</summary>
    /// <typeparam name="T">The type, as in <see cref="ErrorInfo"/>.</typeparam>
    /// <param name="status">The rich error.</param>
    /// <returns>The detail, or nothing.</returns>
    public static T? GetDetail<T>(this Google.Rpc.Status status)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(status);
        var descriptor = new T().Descriptor;
        return status.Details.FirstOrDefault(d => d.Is(descriptor))?.Unpack<T>();
    }
}
