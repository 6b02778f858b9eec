using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>A client that goes away is heard by the handler, is no error, and disturbs nobody else.</summary>
public abstract class CancellationTests(string transport)
{
    private readonly TaskCompletionSource _started = New();
    private readonly TaskCompletionSource _ended = New();

    public static TheoryData<string, string> WaysToGo => new()
    {
        { "Unary", "reset" }, { "Unary", "abort" }, { "Duplex", "reset" }, { "Duplex", "abort" }, { "Duplex", "goaway" },
    };

    [Theory]
    [MemberData(nameof(WaysToGo))]
    public async Task Client_Gone_CancelsTheHandlersToken(string method, string way)
    {
        await using TestHost host = await Start(new EchoHandlers
        {
            Unary = async (request, context) =>
            {
                await WaitForTheEnd(context.CancellationToken);
                return Echo(request);
            },
            Duplex = (_, _, context) => WaitForTheEnd(context.CancellationToken),
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers(method));
        await wire.DataAsync(stream, Message("x"));
        await Patiently(_started.Task);
        await Go(wire, stream, way);
        await Patiently(_ended.Task);
    }

    [Theory]
    [InlineData("Duplex")]
    [InlineData("RawDuplex")]
    public async Task Client_GoneWhileTheHandlerReads_EndsTheRead(string method)
    {
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = (requests, _, _) => ReadToTheEnd(() => requests.MoveNext(CancellationToken.None)),
            RawDuplex = (requests, _, _) => ReadToTheEnd(() => requests.MoveNextAsync().AsTask()),
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers(method));
        await wire.DataAsync(stream, Message("x"));
        await Patiently(_started.Task);
        await wire.ResetAsync(stream);
        await Patiently(_ended.Task);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("abort")]
    public async Task Client_GoneWhileTheHandlerWrites_EndsTheWrites(string way)
    {
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = async (_, responses, _) =>
            {
                _started.TrySetResult();
                try
                {
                    while (true) await responses.WriteAsync(new EchoResponse { Text = new string('x', 10_000) });
                }
                catch (OperationCanceledException)
                {
                    _ended.TrySetResult();
                    throw;
                }
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync(new RawHttp2Options { ReplenishesWindows = false });
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        await Patiently(_started.Task);
        await Go(wire, stream, way);
        await Patiently(_ended.Task);
    }

    [Fact]
    public async Task Reset_OfOneCall_LeavesTheOthersOfItsConnection()
    {
        await using TestHost host = await Start(new EchoHandlers());
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int first = await wire.OpenAsync(host.Headers("Duplex"));
        int second = await wire.OpenAsync(host.Headers("Duplex"));
        await wire.DataAsync(second, Message("one"));
        await wire.ResetAsync(first);
        await wire.DataAsync(second, Message("two"), endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(second);
        Assert.Equal(2, answer.Messages().Count);
        Assert.Equal(0, answer.GrpcStatus);
    }

    // Kestrel's way, not ours: an honest client sends nothing after its RST_STREAM, but Netty 4.1.48 does (docs/clients.md)
    [Fact]
    public async Task Data_AfterTheClientsReset_EndsTheConnectionStreamClosed()
    {
        TaskCompletionSource begun = New(), released = New();
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = (_, _, _) =>
            {
                begun.TrySetResult();
                return released.Task;
            },
            RawDuplex = (_, _, context) => WaitForTheEnd(context.CancellationToken),
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        await wire.OpenAsync(host.Headers("RawDuplex"));
        await Patiently(Task.WhenAll(begun.Task, _started.Task));
        await wire.ResetAsync(stream);
        await wire.DataAsync(stream, Message("late"));
        await Patiently(_ended.Task); // the other call of the connection
        released.SetResult();
        Assert.Equal(Http2Error.StreamClosed, (await wire.GoAwayReceivedAsync())?.Error);
    }

    [Fact]
    public async Task OtherFrames_AfterTheClientsReset_AreIgnored()
    {
        TaskCompletionSource begun = New(), released = New();
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = (_, _, _) =>
            {
                begun.TrySetResult();
                return released.Task;
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        await Patiently(begun.Task);
        await wire.ResetAsync(stream);
        await wire.ResetAsync(stream, Http2Error.StreamClosed);
        await wire.WindowUpdateAsync(stream, 1);
        int other = await wire.OpenAsync(host.Headers("Unary"));
        await wire.DataAsync(other, Message("x"), endStream: true);
        Assert.Equal(0, (await wire.AnswerAsync(other)).GrpcStatus);
        released.SetResult();
    }

    [Fact]
    public async Task Handler_ThatReturnsWhileItsReadWaits_EndsTheCall()
    {
        Task? left = null;
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = (requests, _, _) =>
            {
                left = requests.MoveNext(CancellationToken.None);
                return Task.CompletedTask;
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        Assert.Equal(0, (await wire.AnswerAsync(stream)).GrpcStatus);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Patiently(left!));
    }

    [Fact]
    public async Task Context_UsedAfterTheCall_IsCancelledAndReachesNothing()
    {
        SolverGrpc.Rpc.Server.ServerCallContext? kept = null;
        IAsyncStreamReader<EchoRequest>? reader = null;
        IAsyncStreamWriter<EchoResponse>? writer = null;
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = (requests, responses, context) =>
            {
                (kept, reader, writer) = (context, requests, responses);
                return Task.CompletedTask;
            },
        });
        await host.CallAsync("Duplex", []);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        Assert.True(SpinWait.SpinUntil(() => kept!.CancellationToken.IsCancellationRequested, TimeSpan.FromSeconds(20)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader!.MoveNext(CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer!.WriteAsync(new EchoResponse()));
    }

    [Fact]
    public async Task Writes_ThatOverlap_AreAnErrorOfTheHandler()
    {
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = async (_, responses, context) =>
            {
                Task writing = Task.CompletedTask;
                while (writing.IsCompleted) writing = responses.WriteAsync(new EchoResponse { Text = new string('x', 10_000) });
                await Assert.ThrowsAsync<InvalidOperationException>(() => responses.WriteAsync(new EchoResponse()));
                _ended.SetResult();
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync(new RawHttp2Options { Settings = [(Setting.InitialWindowSize, 0)] });
        await wire.OpenAsync(host.Headers("Duplex"));
        await Patiently(_ended.Task);
    }

    private static async Task Go(RawHttp2Connection wire, int stream, string way)
    {
        if (way == "reset") await wire.ResetAsync(stream);
        else if (way == "goaway") await wire.GoAwayAsync();
        if (way != "reset") wire.Abort();
    }

    private async Task WaitForTheEnd(CancellationToken token)
    {
        token.Register(() => _ended.TrySetResult());
        _started.TrySetResult();
        await _ended.Task;
        token.ThrowIfCancellationRequested();
    }

    private async Task ReadToTheEnd(Func<Task<bool>> read)
    {
        try
        {
            while (await read()) _started.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            _ended.TrySetResult();
            throw;
        }
    }

    private static Task Patiently(Task task) => task.WaitAsync(TimeSpan.FromSeconds(20));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<TestHost> Start(EchoHandlers handlers) => TestHost.StartAsync(transport, new TestHostOptions { Handlers = handlers });

    public sealed class OverPlaintext() : CancellationTests("tcp");

    public sealed class OverTls() : CancellationTests("tls");
}
