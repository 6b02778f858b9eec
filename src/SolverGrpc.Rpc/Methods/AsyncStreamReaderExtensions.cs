using System.Runtime.CompilerServices;

namespace SolverGrpc.Rpc;

/// <summary>Reading a stream with <c>await foreach</c>.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>All messages up to the end of the stream.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="reader">The stream.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The messages in order.</returns>
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(
        this IAsyncStreamReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (await reader.MoveNext(cancellationToken).ConfigureAwait(false))
            yield return reader.Current;
    }
}
