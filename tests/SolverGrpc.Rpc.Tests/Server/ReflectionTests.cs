using Google.Protobuf;
using Google.Protobuf.Reflection;
using SolverGrpc.Rpc.Protos.Reflection.V1;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Reflection;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Server reflection: every question, and that a wrong one does not end the stream.</summary>
public abstract class ReflectionTests(string transport)
{
    private const string V1 = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", V1Alpha = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

    private static readonly ServiceDescriptor Extended = ExtensionTestingReflection.Descriptor.Services[0];

    [Theory]
    [InlineData(V1)]
    [InlineData(V1Alpha)]
    public async Task ListServices_OnEitherVersion_NamesThemAll(string version)
    {
        string[] expected =
            ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "rpc.testing.v1.EchoService", "rpc.testing.v1.ExtendedService"];
        var request = new ServerReflectionRequest { Host = "me", ListServices = "*" };

        // The versions differ in their package alone.
        ServerReflectionResponse response = await AskAsync(request, version);

        Assert.Equal(expected, response.ListServicesResponse.Service.Select(s => s.Name));
        Assert.Equal(request, response.OriginalRequest);
        Assert.Equal("me", response.ValidHost);
    }

    [Theory]
    [InlineData("rpc.testing.v1.EchoService", "rpc_testing.proto")]
    [InlineData("rpc.testing.v1.EchoService.Unary", "rpc_testing.proto")]
    [InlineData("rpc.testing.v1.EchoRequest", "rpc_testing.proto")]
    [InlineData("rpc.testing.v1.EchoRequest.payload", "rpc_testing.proto")]
    [InlineData("rpc.testing.v1.Flavour", "extension_testing.proto")]
    [InlineData("rpc.testing.v1.SOUR", "extension_testing.proto")]
    [InlineData("rpc.testing.v1.second", "extension_testing.proto")]
    [InlineData("grpc.reflection.v1.ServerReflectionRequest", "grpc/reflection/v1/reflection.proto")]
    public async Task FileContainingSymbol_OfEveryKind_IsThatFile(string symbol, string file)
    {
        ServerReflectionResponse response = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });
        Assert.Equal(file, Files(response)[0].Name);
    }

    [Fact]
    public async Task FileByFilename_WithDependencies_BringsAllOfThem()
    {
        ServerReflectionResponse response = await AskAsync(new ServerReflectionRequest { FileByFilename = "extension_testing.proto" });
        Assert.Equal(["extension_testing.proto", "rpc_testing.proto"], Files(response).Select(f => f.Name));
        Assert.Equal(ExtensionTestingReflection.Descriptor.SerializedData, response.FileDescriptorResponse.FileDescriptorProto[0]);
    }

    [Fact]
    public async Task Extensions_OfAMessage_AreFoundByNumberAndListed()
    {
        const string Type = "rpc.testing.v1.Extended";
        var byNumber = new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = Type, ExtensionNumber = 150 } };
        Assert.Equal("extension_testing.proto", Files(await AskAsync(byNumber))[0].Name);

        ServerReflectionResponse all = await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = Type });
        Assert.Equal(Type, all.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Equal([100, 150], all.AllExtensionNumbersResponse.ExtensionNumber);

        ServerReflectionResponse none = await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "rpc.testing.v1.EchoRequest" });
        Assert.Empty(none.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task Question_WithoutAnswer_IsAnErrorInsideTheStreamWhichGoesOn()
    {
        (ServerReflectionRequest Question, StatusCode Code)[] wrong =
        [
            (new() { FileByFilename = "nothing.proto" }, StatusCode.NotFound),
            (new() { FileContainingSymbol = "no.such.Thing" }, StatusCode.NotFound),
            (new() { FileContainingExtension = new ExtensionRequest { ContainingType = "rpc.testing.v1.Extended", ExtensionNumber = 101 } }, StatusCode.NotFound),
            (new() { AllExtensionNumbersOfType = "no.such.Thing" }, StatusCode.NotFound),
            (new(), StatusCode.InvalidArgument),
        ];
        await using TestHost host = await Start();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers(V1));
        for (int i = 0; i < wrong.Length; i++)
        {
            await wire.DataAsync(stream, Framed(wrong[i].Question));
            StreamTranscript seen = await wire.AnswerAsync(stream, answer => answer.Messages().Count > i, $"answer {i}");
            Assert.Equal((int)wrong[i].Code, Response(seen.Messages()[i].Payload).ErrorResponse.ErrorCode);
        }

        await wire.DataAsync(stream, default, endStream: true);
        Assert.Equal(0, (await wire.AnswerAsync(stream)).GrpcStatus);
    }

    private static List<FileDescriptorProto> Files(ServerReflectionResponse response)
    {
        Assert.Null(response.ErrorResponse);
        return [.. response.FileDescriptorResponse.FileDescriptorProto.Select(b => FileDescriptorProto.Parser.ParseFrom(b))];
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request, string version = V1)
    {
        await using TestHost host = await Start();
        StreamTranscript answer = await host.CallAsync(version, Framed(request));
        Assert.True(answer.GrpcStatus == 0, answer.ToString());
        return Response(answer.Messages().Single().Payload);
    }

    private static byte[] Framed(ServerReflectionRequest request) => RawGrpc.Message(request.ToByteArray());

    private static ServerReflectionResponse Response(byte[] payload) => ServerReflectionResponse.Parser.ParseFrom(payload);

    private Task<TestHost> Start()
    {
        ServerServiceDefinition extended = ServerServiceDefinition.CreateBuilder(Extended).NotYetServed("Get").Build();
        ServerServiceDefinition echo = new EchoHandlers().Bind();
        return TestHost.StartAsync(transport, new TestHostOptions
        {
            Services = [echo, extended, .. new ReflectionService(echo.Descriptor, extended.Descriptor).Bind()],
        });
    }

    public sealed class OverPlaintext() : ReflectionTests("tcp");

    public sealed class OverTls() : ReflectionTests("tls");
}
