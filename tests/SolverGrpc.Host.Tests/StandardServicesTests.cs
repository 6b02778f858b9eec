using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Protos.Health.V1;
using SolverGrpc.Rpc.Protos.Reflection.V1;
using ServingStatus = SolverGrpc.Rpc.Protos.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace SolverGrpc.Host.Tests;

public sealed class StandardServicesTests
{
    private static readonly Method<HealthCheckRequest, HealthCheckResponse> Watch = new(HealthReflection.Descriptor.Services[0].FindMethodByName("Watch"));
    private static readonly Method<ServerReflectionRequest, ServerReflectionResponse> Reflect = new(ReflectionReflection.Descriptor.Services[0].FindMethodByName("ServerReflectionInfo"));

    [Fact]
    public async Task Health_WhileStopping_TurnsToNotServing()
    {
        await using SolverHost host = await SolverHost.StartAsync(TestOptions.OnSocket());
        using Channel channel = Channel.ForAddress(host.Endpoints[0]);
        using AsyncServerStreamingCall<HealthCheckResponse> watch = channel.ServerStreamingCall(Watch, new HealthCheckRequest { Service = "solver.v1.SolverService" });
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
        Task stop = host.StopAsync();
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        await stop;
    }

    [Fact]
    public async Task Reflection_ListServices_NamesAll()
    {
        await using SolverHost host = await SolverHost.StartAsync(TestOptions.OnSocket());
        using Channel channel = Channel.ForAddress(host.Endpoints[0]);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call = channel.DuplexStreamingCall(Reflect);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await call.RequestStream.CompleteAsync();
        Assert.Superset(
            new HashSet<string> { "solver.v1.SolverService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection" },
            call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToHashSet());
    }
}
