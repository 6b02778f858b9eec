using System.Buffers;

namespace SolverGrpc.Rpc.Server;

/// <summary>The requests of a stream as bytes, where they lie. One caller at a time.</summary>
public interface IRawStreamReader
{
    /// <summary>The serialised message read last, decompressed; valid until the next call of this reader.</summary>
    ReadOnlySequence<byte> Current { get; }

    /// <summary>Waits for the next message.</summary>
    /// <returns>Whether there is one; false at the end of the stream.</returns>
    /// <exception cref="RpcException">The client broke the protocol.</exception>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    ValueTask<bool> MoveNextAsync();

    /// <summary>Takes the next message if all of it has arrived, and never waits: so a handler answers once for all that is there.</summary>
    /// <returns>Whether there is one; false also at the end of the stream.</returns>
    /// <exception cref="RpcException">The client broke the protocol.</exception>
    bool TryMoveNext();
}
