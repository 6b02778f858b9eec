using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Server;

namespace SolverGrpc.Service.Tests;

/// <summary>A call that came over no wire.</summary>
internal sealed class FakeCall(CancellationToken cancellation = default) : ServerCallContext
{
    public override string Method => "/solver.v1.SolverService/Solve";

    public override string Host => "";

    public override string Peer => "";

    public override DateTime Deadline => DateTime.MaxValue;

    public override TimeSpan TimeRemaining => TimeSpan.MaxValue;

    public override CancellationToken CancellationToken => cancellation;

    public override CancellationToken ServerStopping => default;

    public override Metadata RequestHeaders { get; } = [];

    public override Metadata ResponseTrailers { get; } = [];

    public override string? ResponseEncoding { get; set; }

    public override bool RequestWasCompressed => false;

    public override Task WriteResponseHeadersAsync(Metadata responseHeaders) => Task.CompletedTask;
}
