namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>Ends a handler whose call has ended already; never an error of the handler.</summary>
internal sealed class CallEndedException(string message, Exception? innerException = null)
    : OperationCanceledException(message, innerException);
