using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using SolverGrpc.LoadGen.Protos;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Hosting;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.LoadGen;

/// <summary>The echo on the layer and with the settings of the service, its handlers on bytes as the service's are.</summary>
internal static class EchoServer
{
    private const int MessageBytesMax = 64 << 20, StreamsPerConnectionMax = 1000;

    /// <summary>Serves until SIGTERM; prints where, then "ready", as <c>solver serve</c> does.</summary>
    /// <param name="listen">http://127.0.0.1:PORT, https://127.0.0.1:PORT or unix:PATH each.</param>
    /// <param name="certificate">PEM file of certificate and key, for https.</param>
    public static async Task RunAsync(IReadOnlyList<string> listen, string? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureGrpc(new KestrelGrpcOptions
        {
            Endpoints = [.. listen.Select(address => Endpoint(address, certificate))],
            MaxStreamsPerConnection = StreamsPerConnectionMax,
        }));
        await using WebApplication app = builder.Build();
        app.RunGrpcServer(new GrpcServerOptions(), Bind());
        await app.StartAsync();
        foreach (string url in app.Urls) Console.WriteLine($"listening on {url.Replace("http://unix:", "unix:", StringComparison.Ordinal)}");
        Console.WriteLine("ready");
        await app.WaitForShutdownAsync();
    }

    private static ServerServiceDefinition Bind()
    {
        var limits = new GrpcServiceOptions { MaxReceiveMessageSize = MessageBytesMax, MaxSendMessageSize = MessageBytesMax };
        return ServerServiceDefinition.CreateBuilder(EchoReflection.Descriptor.Services.Single(), limits)
            .AddRawUnary("Echo", (request, response, _) =>
            {
                Answer(request, response);
                return ValueTask.CompletedTask;
            })
            .AddRawDuplexStreaming("EchoMany", async (requests, responses, _) =>
            {
                while (await requests.MoveNextAsync())
                {
                    do
                    {
                        Answer(requests.Current, responses.BeginMessage());
                        responses.EndMessage();
                    }
                    while (requests.TryMoveNext());
                    await responses.FlushAsync();
                }
            })
            .Build();
    }

    private static void Answer(ReadOnlySequence<byte> request, IBufferWriter<byte> response)
    {
        var reader = new WireReader(request);
        ReadOnlySequence<byte> payload = default;
        int wanted = 0;
        while (reader.ReadTag() is var tag and not 0)
        {
            if (WireTag.FieldNumber(tag) == EchoRequest.ResponseBytesFieldNumber) wanted = (int)reader.ReadVarint();
            else if (WireTag.FieldNumber(tag) == EchoRequest.PayloadFieldNumber) payload = reader.ReadBytes();
            else reader.Skip(tag);
        }

        payload = payload.Slice(0, Math.Min(wanted, payload.Length));
        new WireWriter(response).WriteMessageHeader(EchoResponse.PayloadFieldNumber, wanted);
        foreach (ReadOnlyMemory<byte> segment in payload) response.Write(segment.Span);
        int missing = wanted - (int)payload.Length;
        if (missing <= 0) return;
        response.GetSpan(missing)[..missing].Clear();
        response.Advance(missing);
    }

    private static GrpcEndpoint Endpoint(string address, string? certificate)
    {
        const string Unix = "unix:";
        if (address.StartsWith(Unix, StringComparison.Ordinal)) return GrpcEndpoint.Unix(address[Unix.Length..]);
        var uri = new Uri(address);
        GrpcEndpoint endpoint = GrpcEndpoint.Tcp(new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port));
        return uri.Scheme == "https" ? endpoint with { Certificate = X509Certificate2.CreateFromPemFile(certificate!) } : endpoint;
    }
}
