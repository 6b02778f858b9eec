using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Hosting;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>What a test changes about its host.</summary>
internal sealed record TestHostOptions
{
    public EchoHandlers Handlers { get; init; } = new();

    public GrpcServiceOptions Service { get; init; } = new();

    public GrpcServerOptions Server { get; init; } = new();

    public KestrelGrpcOptions Kestrel { get; init; } = new();

    /// <summary>Instead of the echo service alone.</summary>
    public IReadOnlyList<ServerServiceDefinition>? Services { get; init; }

    public TimeProvider? Time { get; init; }

    /// <summary>The file of the Unix socket, instead of a new one.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Mutual TLS with this root.</summary>
    public X509Certificate2? ClientRoot { get; init; }
}
