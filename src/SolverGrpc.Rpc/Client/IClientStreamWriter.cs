namespace SolverGrpc.Rpc.Client;

/// <summary>The request messages of a call.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more messages will follow; the server sees the end of its request stream.</summary>
    /// <returns>Ends at once; harmless when repeated or after the end of the call.</returns>
    Task CompleteAsync();
}
