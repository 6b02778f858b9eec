using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

public sealed class MetricsTests
{
    [Fact]
    public async Task Calls_ThatEnd_AreCountedAndTimedByMethodAndStatus()
    {
        await using TestHost host = await TestHost.StartAsync();
        object meters = host.Services.GetRequiredService<IMeterFactory>();
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name.StartsWith("grpc.server", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Enqueue($"{instrument.Name} {value} {Text(tags)}"));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Enqueue($"{instrument.Name} {value is > 0 and < 20} {Text(tags)}"));
        listener.Start();

        await host.CallAsync("Unary", Message("x"));
        await host.CallAsync("Unary", Message("x"), ("grpc-timeout", "0n"));

        Assert.Equal(
            [
                "grpc.server.call.started 1 grpc.method=rpc.testing.v1.EchoService/Unary",
                "grpc.server.call.duration True grpc.method=rpc.testing.v1.EchoService/Unary grpc.status=OK",
                "grpc.server.call.started 1 grpc.method=rpc.testing.v1.EchoService/Unary",
                "grpc.server.call.duration True grpc.method=rpc.testing.v1.EchoService/Unary grpc.status=DEADLINE_EXCEEDED",
            ],
            seen);
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new List<string>();
        foreach (var tag in tags) text.Add($"{tag.Key}={tag.Value}");
        return string.Join(' ', text);
    }
}
