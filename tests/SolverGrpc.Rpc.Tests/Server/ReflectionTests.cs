using Google.Protobuf.Reflection;
using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Protos.Reflection.V1;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Reflection;
using SolverGrpc.Rpc.Tests.Client;
using SolverGrpc.Rpc.Tests.Protos;
using V1Alpha = SolverGrpc.Rpc.Protos.Reflection.V1Alpha;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Server reflection: every question, and that a wrong one does not end the stream.</summary>
public sealed class ReflectionTests
{
    private static readonly ServiceDescriptor Extended = ExtensionTestingReflection.Descriptor.Services[0];

    [Fact]
    public async Task ListServices_OnEitherVersion_NamesThemAll()
    {
        string[] expected =
            ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "rpc.testing.v1.EchoService", "rpc.testing.v1.ExtendedService"];
        var request = new ServerReflectionRequest { Host = "me", ListServices = "*" };

        ServerReflectionResponse response = await AskAsync(request);
        Assert.Equal(expected, response.ListServicesResponse.Service.Select(s => s.Name));
        Assert.Equal(request, response.OriginalRequest);
        Assert.Equal("me", response.ValidHost);

        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        var alpha = Method.Of<V1Alpha.ServerReflectionRequest, V1Alpha.ServerReflectionResponse>(
            V1Alpha.ReflectionReflection.Descriptor.Services[0], "ServerReflectionInfo");
        using var call = channel.DuplexStreamingCall(alpha);
        await call.RequestStream.WriteAsync(new V1Alpha.ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal(expected, call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name));
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
        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        using var call = channel.DuplexStreamingCall(Info);
        (ServerReflectionRequest Question, StatusCode Code)[] wrong =
        [
            (new() { FileByFilename = "nothing.proto" }, StatusCode.NotFound),
            (new() { FileContainingSymbol = "no.such.Thing" }, StatusCode.NotFound),
            (new() { FileContainingExtension = new ExtensionRequest { ContainingType = "rpc.testing.v1.Extended", ExtensionNumber = 101 } }, StatusCode.NotFound),
            (new() { AllExtensionNumbersOfType = "no.such.Thing" }, StatusCode.NotFound),
            (new(), StatusCode.InvalidArgument),
        ];
        foreach ((ServerReflectionRequest question, StatusCode code) in wrong)
        {
            await call.RequestStream.WriteAsync(question);
            Assert.True(await call.ResponseStream.MoveNext(default));
            Assert.Equal((int)code, call.ResponseStream.Current.ErrorResponse.ErrorCode);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    private static Method<ServerReflectionRequest, ServerReflectionResponse> Info =>
        Method.Of<ServerReflectionRequest, ServerReflectionResponse>(ReflectionReflection.Descriptor.Services[0], "ServerReflectionInfo");

    private static List<FileDescriptorProto> Files(ServerReflectionResponse response)
    {
        Assert.Null(response.ErrorResponse);
        return [.. response.FileDescriptorResponse.FileDescriptorProto.Select(b => FileDescriptorProto.Parser.ParseFrom(b))];
    }

    private static async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        await using TestHost host = await Start();
        using Channel channel = host.OpenChannel();
        using var call = channel.DuplexStreamingCall(Info);
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext(default));
        return call.ResponseStream.Current;
    }

    private static Task<TestHost> Start()
    {
        ServerServiceDefinition extended = ServerServiceDefinition.CreateBuilder(Extended).NotYetServed("Get").Build();
        ServerServiceDefinition echo = new EchoHandlers().Bind();
        return TestHost.StartAsync(options: new TestHostOptions
        {
            Services = [echo, extended, .. new ReflectionService(echo.Descriptor, extended.Descriptor).Bind()],
        });
    }
}
