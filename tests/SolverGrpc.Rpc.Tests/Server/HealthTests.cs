using Google.Protobuf;
using SolverGrpc.Rpc.Protos.Health.V1;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Health;
using SolverGrpc.Rpc.Tests.Http2;
using static SolverGrpc.Rpc.Protos.Health.V1.HealthCheckResponse.Types;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary><c>grpc.health.v1</c> as its specification says.</summary>
public abstract class HealthTests(string transport)
{
    private const string Known = "rpc.testing.v1.EchoService";
    private const string Check = "/grpc.health.v1.Health/Check", List = "/grpc.health.v1.Health/List", Watch = "/grpc.health.v1.Health/Watch";

    private readonly HealthService _health = new(Known);

    [Theory]
    [InlineData("")]
    [InlineData(Known)]
    public async Task Check_OfAKnownService_TellsWhatWasSetLast(string service)
    {
        await using TestHost host = await Start();
        Assert.Equal([ServingStatus.NotServing], Statuses(await host.CallAsync(Check, Request(service))));
        _health.SetStatus(service, ServingStatus.Serving);
        Assert.Equal([ServingStatus.Serving], Statuses(await host.CallAsync(Check, Request(service))));
    }

    [Fact]
    public async Task Check_OfAnUnknownService_IsNotFound()
    {
        await using TestHost host = await Start();
        StreamTranscript answer = await host.CallAsync(Check, Request("nobody"));
        Assert.Equal(5, answer.GrpcStatus);
        Assert.True(answer.TrailersOnly);
    }

    [Fact]
    public async Task List_OfAll_TellsEveryService()
    {
        _health.SetAll(ServingStatus.Serving);
        _health.SetStatus(Known, ServingStatus.NotServing);
        await using TestHost host = await Start();
        StreamTranscript answer = await host.CallAsync(List, RawGrpc.Message([]));
        HealthListResponse all = HealthListResponse.Parser.ParseFrom(answer.Messages().Single().Payload);
        Assert.Equal([("", ServingStatus.Serving), (Known, ServingStatus.NotServing)], all.Statuses.Select(s => (s.Key, s.Value.Status)).Order());
    }

    [Fact]
    public async Task Watch_OfAKnownService_TellsTheStateNowAndEveryChangeOnce()
    {
        await using TestHost host = await Start();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int watch = await WatchAsync(host, wire, Known);
        await SeenAsync(wire, watch, ServingStatus.NotServing);
        _health.SetStatus(Known, ServingStatus.NotServing);
        _health.SetStatus("", ServingStatus.Serving);
        _health.SetStatus(Known, ServingStatus.Serving);
        await SeenAsync(wire, watch, ServingStatus.NotServing, ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_OfAnUnknownService_SaysSoStaysOpenAndHearsOfItsArrival()
    {
        await using TestHost host = await Start();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int watch = await WatchAsync(host, wire, "later");
        await SeenAsync(wire, watch, ServingStatus.ServiceUnknown);
        await wire.PingAsync();
        Assert.False(wire.Transcript(watch).Complete);
        _health.SetStatus("later", ServingStatus.Serving);
        await SeenAsync(wire, watch, ServingStatus.ServiceUnknown, ServingStatus.Serving);
    }

    [Fact]
    public async Task Stop_WithAWatch_TellsNotServingAndDoesNotWaitForTheGrace()
    {
        _health.SetAll(ServingStatus.Serving);
        await using TestHost host = await Start();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int watch = await WatchAsync(host, wire, "");
        await SeenAsync(wire, watch, ServingStatus.Serving);

        Task stop = host.StopAsync();

        StreamTranscript answer = await wire.AnswerAsync(watch);
        Assert.Equal([ServingStatus.Serving, ServingStatus.NotServing], Statuses(answer));
        Assert.Equal(14, answer.GrpcStatus);
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static byte[] Request(string service) => RawGrpc.Message(new HealthCheckRequest { Service = service }.ToByteArray());

    private static async Task<int> WatchAsync(TestHost host, RawHttp2Connection wire, string service)
    {
        int stream = await wire.OpenAsync(host.Headers(Watch));
        await wire.DataAsync(stream, Request(service), endStream: true);
        return stream;
    }

    private static async Task SeenAsync(RawHttp2Connection wire, int stream, params ServingStatus[] expected) =>
        Assert.Equal(expected, Statuses(await wire.AnswerAsync(stream, answer => answer.Messages().Count >= expected.Length, $"{expected.Length} states")));

    private static IEnumerable<ServingStatus> Statuses(StreamTranscript answer) =>
        answer.Messages().Select(message => HealthCheckResponse.Parser.ParseFrom(message.Payload).Status);

    private Task<TestHost> Start() => TestHost.StartAsync(transport, new TestHostOptions
    {
        Services = [_health.Bind(), new EchoHandlers().Bind()],
        Server = new GrpcServerOptions { StreamStopGrace = TimeSpan.FromMinutes(5) },
    });

    public sealed class OverPlaintext() : HealthTests("tcp");

    public sealed class OverTls() : HealthTests("tls");
}
