using System.Buffers;
using SolverGrpc.Rpc.Framing;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The responses of a stream as bytes.</summary>
internal sealed class RawResponseStream(ResponseWriter responses, PooledBuffer message) : IRawStreamWriter
{
    public IBufferWriter<byte> BeginMessage()
    {
        message.Clear();
        return message;
    }

    public void EndMessage()
    {
        responses.Write(message.WrittenSpan);
        message.Clear();
    }

    public ValueTask FlushAsync() => responses.FlushAsync(CancellationToken.None);
}
