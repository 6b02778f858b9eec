namespace SolverGrpc.Rpc.Server;

/// <summary>The responses of a stream.</summary>
/// <typeparam name="T">The response message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
