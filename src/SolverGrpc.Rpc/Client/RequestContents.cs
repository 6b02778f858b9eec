using System.Net;

namespace SolverGrpc.Rpc.Client;

/// <summary>A request body of one message; may be sent several times.</summary>
internal sealed class SingleMessageContent(ReadOnlyMemory<byte> framed) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        => stream.WriteAsync(framed, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false; // gRPC requests carry no content-length
    }
}

/// <summary>A request body that a writer fills while the response is read.</summary>
internal sealed class StreamedContent(RequestStream requests) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        => requests.CarryAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
