using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Protos.Health.V1;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Health;
using SolverGrpc.Rpc.Tests.Client;
using static SolverGrpc.Rpc.Protos.Health.V1.HealthCheckResponse.Types;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary><c>grpc.health.v1</c> as its specification says.</summary>
public sealed class HealthTests
{
    private const string Known = "rpc.testing.v1.EchoService";

    private static readonly Method<HealthCheckRequest, HealthCheckResponse> Check = Of<HealthCheckRequest, HealthCheckResponse>("Check");
    private static readonly Method<HealthListRequest, HealthListResponse> List = Of<HealthListRequest, HealthListResponse>("List");
    private static readonly Method<HealthCheckRequest, HealthCheckResponse> Watch = Of<HealthCheckRequest, HealthCheckResponse>("Watch");

    private readonly HealthService _health = new(Known);

    [Theory]
    [InlineData("")]
    [InlineData(Known)]
    public async Task Check_OfAKnownService_TellsWhatWasSetLast(string service)
    {
        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(channel, service));
        _health.SetStatus(service, ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await CheckAsync(channel, service));
    }

    [Fact]
    public async Task Check_OfAnUnknownService_IsNotFound()
    {
        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        var error = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(channel, "nobody"));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task List_OfAll_TellsEveryService()
    {
        _health.SetAll(ServingStatus.Serving);
        _health.SetStatus(Known, ServingStatus.NotServing);
        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        HealthListResponse all = await channel.UnaryCall(List, new HealthListRequest());
        Assert.Equal([("", ServingStatus.Serving), (Known, ServingStatus.NotServing)], all.Statuses.Select(s => (s.Key, s.Value.Status)).Order());
    }

    [Fact]
    public async Task Watch_OfAKnownService_TellsTheStateNowAndEveryChangeOnce()
    {
        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        using AsyncServerStreamingCall<HealthCheckResponse> watch = channel.ServerStreamingCall(Watch, new HealthCheckRequest { Service = Known });
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        _health.SetStatus(Known, ServingStatus.NotServing);
        _health.SetStatus("", ServingStatus.Serving);
        _health.SetStatus(Known, ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
    }

    [Fact]
    public async Task Watch_OfAnUnknownService_SaysSoStaysOpenAndHearsOfItsArrival()
    {
        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        using AsyncServerStreamingCall<HealthCheckResponse> watch = channel.ServerStreamingCall(Watch, new HealthCheckRequest { Service = "later" });
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        _health.SetStatus("later", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
    }

    [Fact]
    public async Task Stop_WithAWatch_TellsNotServingAndDoesNotWaitForTheGrace()
    {
        _health.SetAll(ServingStatus.Serving);
        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        using AsyncServerStreamingCall<HealthCheckResponse> watch = channel.ServerStreamingCall(Watch, new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        Task stop = host.StopAsync();

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        var error = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<ServingStatus> CheckAsync(Channel channel, string service) =>
        (await channel.UnaryCall(Check, new HealthCheckRequest { Service = service })).Status;

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(20)));
        return watch.ResponseStream.Current.Status;
    }

    private Task<TestHost> Start() => TestHost.StartAsync(options: new TestHostOptions
    {
        Services = [_health.Bind(), new EchoHandlers().Bind()],
        Server = new GrpcServerOptions { StreamStopGrace = TimeSpan.FromMinutes(5) },
    });

    private static Method<TRequest, TResponse> Of<TRequest, TResponse>(string name)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse> =>
        Method.Of<TRequest, TResponse>(HealthReflection.Descriptor.Services[0], name);
}
