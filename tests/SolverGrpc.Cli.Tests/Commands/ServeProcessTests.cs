using Google.Protobuf;
using Google.Rpc;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Cli.Tests.Commands;

/// <summary>SIGTERM, as operators and service managers send it, seen on the wire of a real process.</summary>
public sealed class ServeProcessTests
{
    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Terminate_WithCallsOpen_FinishesTheUnaryEndsTheStreamResumableAndExitsWithZero(string scheme)
    {
        await using ServedProcess service = await ServedProcess.StartAsync(scheme, "--stop-grace-seconds", "1");
        await using RawHttp2Connection wire = await service.ConnectAsync();

        // a unary call is in flight until its client ends it; the stream's answer tells that both are being served
        int unary = await wire.OpenAsync(service.Headers("Solve"));
        await wire.DataAsync(unary, RawGrpc.Message(Orders.Day(390).ToByteArray()));
        int stream = await wire.OpenAsync(service.Headers("SolveMany"));
        await wire.DataAsync(stream, RawGrpc.Message(new SolveManyRequest { Solve = Orders.Published() }.ToByteArray()));
        await wire.AnswerAsync(stream, answer => answer.Messages().Count == 1, "the stream's answer");

        await service.TerminateAsync();
        Assert.Equal(Http2Error.NoError, (await wire.GoAwayReceivedAsync())?.Error);
        await wire.DataAsync(unary, default, endStream: true);

        StreamTranscript finished = await wire.AnswerAsync(unary);
        Assert.True(finished.GrpcStatus == 0, finished.ToString());
        Assert.Equal(Termination.Optimal, SolveResponse.Parser.ParseFrom(finished.Messages().Single().Payload).Outcome.Termination);

        StreamTranscript ended = await wire.AnswerAsync(stream);
        Assert.True(ended.GrpcStatus == (int)StatusCode.Unavailable, ended.ToString());
        var trailers = new Metadata();
        trailers.AddReceived("grpc-status-details-bin", ended["grpc-status-details-bin"]!);
        Assert.NotNull(trailers.GetRpcStatus()!.GetDetail<RetryInfo>());

        await wire.ClosedAsync();
        (int code, string log) = await service.ExitAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain("fail:", log, StringComparison.Ordinal);
        Assert.EndsWith("Stopped.", log.TrimEnd(), StringComparison.Ordinal);
    }
}
