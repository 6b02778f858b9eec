using Google.Protobuf;
using SolverGrpc.Rpc.Tests.Protos;
using SolverGrpc.Rpc.Tests.Server;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>The echo service as a client declares it.</summary>
internal static class EchoMethods
{
    public static readonly Method<EchoRequest, EchoResponse> Unary = Of("Unary");
    public static readonly Method<EchoRequest, EchoResponse> ClientStream = Of("ClientStream");
    public static readonly Method<EchoRequest, EchoResponse> ServerStream = Of("ServerStream");
    public static readonly Method<EchoRequest, EchoResponse> Duplex = Of("Duplex");
    public static readonly Method<EchoRequest, EchoResponse> Later = Of("Later");

    public static EchoRequest Text(string text) => new() { Text = text };

    public static EchoRequest Zeros(int size) => new() { Payload = ByteString.CopyFrom(new byte[size]) };

    private static Method<EchoRequest, EchoResponse> Of(string name)
        => Method.Of<EchoRequest, EchoResponse>(EchoHandlers.EchoService, name);
}
