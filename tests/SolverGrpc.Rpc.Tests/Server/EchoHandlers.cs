using System.Buffers;
using Google.Protobuf;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Tests.Protos;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Handlers that echo; a test replaces the one it is about.</summary>
internal sealed record EchoHandlers
{
    public const string Path = "/rpc.testing.v1.EchoService/";

    public UnaryServerMethod<EchoRequest, EchoResponse> Unary { get; init; } = (request, _) => Task.FromResult(Echo(request));

    public ClientStreamingServerMethod<EchoRequest, EchoResponse> ClientStream { get; init; } = async (requests, context) =>
    {
        var response = new EchoResponse();
        await foreach (EchoRequest request in requests.ReadAllAsync(context.CancellationToken)) response.Text += request.Text;
        return response;
    };

    public ServerStreamingServerMethod<EchoRequest, EchoResponse> ServerStream { get; init; } = async (request, responses, _) =>
    {
        foreach (string word in request.Text.Split(' ')) await responses.WriteAsync(new EchoResponse { Text = word });
    };

    public DuplexStreamingServerMethod<EchoRequest, EchoResponse> Duplex { get; init; } = async (requests, responses, context) =>
    {
        await foreach (EchoRequest request in requests.ReadAllAsync(context.CancellationToken)) await responses.WriteAsync(Echo(request));
    };

    public RawUnaryServerMethod RawUnary { get; init; } = (request, response, _) =>
    {
        Copy(request, response);
        return default;
    };

    public RawDuplexStreamingServerMethod RawDuplex { get; init; } = async (requests, responses, _) =>
    {
        while (await requests.MoveNextAsync())
        {
            do
            {
                Copy(requests.Current, responses.BeginMessage());
                responses.EndMessage();
            }
            while (requests.TryMoveNext());
            await responses.FlushAsync();
        }
    };

    public ServerServiceDefinition Bind(GrpcServiceOptions? options = null) =>
        ServerServiceDefinition.CreateBuilder(EchoService, options)
            .AddUnary("Unary", Unary)
            .AddClientStreaming("ClientStream", ClientStream)
            .AddServerStreaming("ServerStream", ServerStream)
            .AddDuplexStreaming("Duplex", Duplex)
            .AddRawUnary("RawUnary", RawUnary)
            .AddRawDuplexStreaming("RawDuplex", RawDuplex)
            .NotYetServed("Later")
            .Build();

    public static EchoResponse Echo(EchoRequest request) => new() { Payload = request.Payload, Text = request.Text };

    /// <summary>A framed request with this text.</summary>
    public static byte[] Message(string text) => Http2.RawGrpc.Message(new EchoRequest { Text = text }.ToByteArray());

    public static Google.Protobuf.Reflection.ServiceDescriptor EchoService => RpcTestingReflection.Descriptor.Services[0];

    private static void Copy(ReadOnlySequence<byte> from, IBufferWriter<byte> to)
    {
        foreach (ReadOnlyMemory<byte> segment in from) to.Write(segment.Span);
    }
}
