using System.Buffers;

namespace SolverGrpc.Rpc.Server;

/// <summary>
/// Takes the responses of a stream as bytes: <see cref="BeginMessage"/>, write one serialised message, <see cref="EndMessage"/>; any number of
/// times, then <see cref="FlushAsync"/>. One caller at a time.
/// </summary>
public interface IRawStreamWriter
{
    /// <summary>Begins a message.</summary>
    /// <returns>Takes the serialised message; empty at first.</returns>
    IBufferWriter<byte> BeginMessage();

    /// <summary>Ends the message begun last and puts it, with its prefix, behind those not yet flushed.</summary>
    /// <exception cref="RpcException">The message exceeds the limit; it is dropped.</exception>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    void EndMessage();

    /// <summary>Sends what has been ended.</summary>
    /// <returns>Ends when there is room for more: awaiting it is the back pressure.</returns>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    ValueTask FlushAsync();
}
