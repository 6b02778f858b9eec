namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>A method as the server finds it by its path.</summary>
internal sealed record ServedMethod(CallHandler Handler, GrpcServiceOptions Options);
