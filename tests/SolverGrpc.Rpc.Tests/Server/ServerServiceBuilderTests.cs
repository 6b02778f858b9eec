using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Tests.Protos;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>What is wrong with a binding is seen at start.</summary>
public sealed class ServerServiceBuilderTests
{
    private readonly ServerServiceBuilder _builder = ServerServiceDefinition.CreateBuilder(EchoHandlers.EchoService);

    [Fact]
    public void Build_WithMethodsLeftOut_NamesAllOfThem()
    {
        _builder.AddUnary("Unary", new EchoHandlers().Unary).NotYetServed("Later", "Duplex");
        var error = Assert.Throws<InvalidOperationException>(() => _builder.Build());
        Assert.Contains("rpc.testing.v1.EchoService", error.Message);
        Assert.EndsWith(": ClientStream, ServerStream, RawUnary, RawDuplex.", error.Message);
    }

    [Fact]
    public void Add_AnUnknownMethod_IsRefused() =>
        Assert.Contains("Nothing", Assert.Throws<ArgumentException>(() => _builder.NotYetServed("Nothing")).Message);

    [Fact]
    public void Add_AMethodTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _builder.NotYetServed("Unary").AddUnary("Unary", new EchoHandlers().Unary));

    [Fact]
    public void Add_AsAnotherKind_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _builder.AddUnary("Duplex", new EchoHandlers().Unary));

    [Fact]
    public void Add_WithOtherMessages_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _builder.AddUnary<EchoResponse, EchoResponse>("Unary", (_, _) => null!));
}
