using SolverGrpc.Sessions.Runtime;

namespace SolverGrpc.Simulation.Tests;

/// <summary>One stream between a client and the server: bytes under way in both directions, in order.</summary>
internal sealed class Wire
{
    /// <summary>Sent by the client and not yet read by the server.</summary>
    public Queue<byte[]> ToServer { get; } = [];

    /// <summary>Sent by the server and not yet read by the client.</summary>
    public Queue<byte[]> ToClient { get; } = [];

    /// <summary>The server's end; null: it has not read the first message.</summary>
    public SessionConnection? Connection { get; set; }

    /// <summary>The client has seen that it is broken.</summary>
    public bool ClientGone { get; set; }

    /// <summary>The server has ended it; what is under way still arrives.</summary>
    public bool ServerEnded { get; set; }

    /// <summary>The gRPC status with which the server ended it.</summary>
    public int Status { get; set; }
}
