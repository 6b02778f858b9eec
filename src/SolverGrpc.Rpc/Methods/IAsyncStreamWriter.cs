namespace SolverGrpc.Rpc;

/// <summary>The messages sent on a stream, one at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <remarks>One writer at a time: a second write before the first ended is an error of the caller.</remarks>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the next messages are written, or nothing for the default of the call.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for room.</param>
    /// <returns>Ends when there is room for the next one: awaiting it is the back pressure.</returns>
    Task WriteAsync(T message, CancellationToken cancellationToken = default);
}
