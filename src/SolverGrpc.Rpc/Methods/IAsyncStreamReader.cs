namespace SolverGrpc.Rpc;

/// <summary>The messages that arrive on a stream, one at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <remarks>One reader at a time: a second <see cref="MoveNext"/> before the first ended is an error of the caller.</remarks>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message read last.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been read, or the stream is at its end.</exception>
    T Current { get; }

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether there is one; false at the end of the stream.</returns>
    /// <exception cref="RpcException">The peer broke the protocol or, on the client, the call ended with an error.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
