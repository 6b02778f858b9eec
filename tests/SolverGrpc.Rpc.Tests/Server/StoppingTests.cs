using Google.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>A server that stops: what is accepted is finished, streams are told to come back, then the connection closes.</summary>
public abstract class StoppingTests(string transport)
{
    private readonly TaskCompletionSource _started = New();

    [Fact]
    public async Task Stop_WithAnOpenUnaryCall_FinishesItAfterGoAway()
    {
        var release = New();
        await using TestHost host = await Start(TimeSpan.Zero, new EchoHandlers
        {
            Unary = async (request, _) =>
            {
                _started.SetResult();
                await release.Task;
                return Echo(request);
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Unary"));
        await wire.DataAsync(stream, Message("x"), endStream: true);
        await Patiently(_started.Task);

        Task stop = host.StopAsync();
        Assert.Equal(Http2Error.NoError, (await wire.GoAwayReceivedAsync())?.Error);
        release.SetResult();
        StreamTranscript answer = await wire.AnswerAsync(stream);

        Assert.Equal(0, answer.GrpcStatus);
        Assert.Single(answer.Messages());
        await wire.ClosedAsync();
        await Patiently(stop);
    }

    [Fact]
    public async Task Stop_WithTheStreamOfASilentClient_EndsItUnavailableWithRetryInfoAndCloses()
    {
        await using TestHost host = await Start(TimeSpan.FromMilliseconds(300), new EchoHandlers());
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        await wire.DataAsync(stream, Message("x"));
        await wire.AnswerAsync(stream, t => t.Data.Length > 0, "the first answer");

        Task stop = host.StopAsync();
        StreamTranscript answer = await wire.AnswerAsync(stream);

        Assert.Single(answer.Messages());
        Assert.Equal(14, answer.GrpcStatus);
        var trailers = new Metadata();
        trailers.AddReceived("grpc-status-details-bin", answer["grpc-status-details-bin"]!);
        Assert.Equal(1, trailers.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
        await wire.ClosedAsync();
        await Patiently(stop);
    }

    [Theory]
    [InlineData("Unary")]
    [InlineData("Duplex")]
    public async Task Stop_WithACallOpen_TurnsNewOnesAwayUnavailable(string method)
    {
        TaskCompletionSource stopping = New(), release = New();
        await using TestHost host = await Start(TimeSpan.FromMinutes(1), new EchoHandlers
        {
            Duplex = async (_, _, context) =>
            {
                context.ServerStopping.Register(() => stopping.SetResult());
                _started.SetResult();
                await release.Task;
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int open = await wire.OpenAsync(host.Headers("Duplex"));
        await Patiently(_started.Task);
        Task stop = host.StopAsync();
        await Patiently(stopping.Task);

        int late = await wire.OpenAsync(host.Headers(method));
        await wire.DataAsync(late, Message("x"), endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(late);
        Assert.True(answer.GrpcStatus == 14 || answer.Reset == Http2Error.RefusedStream, answer.ToString());

        release.SetResult();
        Assert.Equal(0, (await wire.AnswerAsync(open)).GrpcStatus);
        await Patiently(stop);
    }

    [Fact]
    public async Task Stop_WithAConnectionThatSaysNothing_DoesNotWaitForIt()
    {
        var kestrel = new SolverGrpc.Rpc.Server.Hosting.KestrelGrpcOptions { RequestHeadersTimeout = TimeSpan.FromMinutes(5) };
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions { Kestrel = kestrel });
        await using RawHttp2Connection wire = await host.ConnectAsync(new RawHttp2Options { Greets = false });
        await Patiently(host.StopAsync());
        await wire.ClosedAsync();
    }

    [Fact]
    public async Task Stop_WithinTheGrace_LetsTheHandlerSayGoodbye()
    {
        await using TestHost host = await Start(TimeSpan.FromMinutes(1), new EchoHandlers
        {
            Duplex = async (_, responses, context) =>
            {
                var stopping = New();
                context.ServerStopping.Register(() => stopping.SetResult());
                _started.SetResult();
                await stopping.Task;
                await responses.WriteAsync(new EchoResponse { Text = "goodbye" });
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        await Patiently(_started.Task);

        Task stop = host.StopAsync();
        StreamTranscript answer = await wire.AnswerAsync(stream);

        Assert.True(answer.GrpcStatus == 0, answer.ToString());
        Assert.Equal("goodbye", EchoResponse.Parser.ParseFrom(answer.Messages().Single().Payload).Text);
        await Patiently(stop);
    }

    private Task<TestHost> Start(TimeSpan grace, EchoHandlers handlers) => TestHost.StartAsync(
        transport, new TestHostOptions { Handlers = handlers, Server = new GrpcServerOptions { StreamStopGrace = grace } });

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task Patiently(Task task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    public sealed class OverPlaintext() : StoppingTests("tcp");

    public sealed class OverTls() : StoppingTests("tls");
}
