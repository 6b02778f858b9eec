using System.Net;
using System.Net.Sockets;
using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Tests.Protos;
using SolverGrpc.Rpc.Tests.Server;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>Several addresses, lost and returning servers, TLS, keep-alive.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task Calls_ToThreeAddresses_GoRound()
    {
        await using var a = await NamedAsync("a");
        await using var b = await NamedAsync("b");
        await using var c = await NamedAsync("c");
        using var channel = Channel.ForAddresses([a.Address, b.Address, c.Address]);
        Assert.Equal("abcabc", string.Concat(await NamesAsync(channel, 6)));
    }

    [Fact]
    public async Task Address_ThatCannotBeConnected_IsLeftOutAndTakenInAgain()
    {
        var time = new TestTime();
        await using var a = await NamedAsync("a");
        var b = await NamedAsync("b");
        var port = b.Port;
        await b.DisposeAsync();
        using var channel = Channel.ForAddresses([a.Address, $"http://127.0.0.1:{port}"], new() { TimeProvider = time });

        Assert.Equal("aaaa", string.Concat(await NamesAsync(channel, 4)));
        await using var again = await NamedAsync("b", port);
        Assert.Equal("aa", string.Concat(await NamesAsync(channel, 2))); // still in its backoff
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("aabb", string.Concat((await NamesAsync(channel, 4)).Order()));
    }

    [Fact]
    public async Task Server_KilledAndRestarted_IsConnectedAgain()
    {
        var first = await NamedAsync("first");
        using var channel = Channel.ForAddress(first.Address);
        Assert.Equal(["first"], await NamesAsync(channel, 1));
        var port = first.Port;
        await first.KillAsync();
        await first.DisposeAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => NamesAsync(channel, 1));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);

        await using var second = await NamedAsync("second", port);
        Assert.Equal(["second"], await NamesAsync(channel, 1));
    }

    [Fact]
    public async Task WaitForReady_WaitsUntilTheServerIsThere()
    {
        var gone = await NamedAsync("gone");
        var port = gone.Port;
        await gone.DisposeAsync();
        var time = new TestTime();
        using var channel = Channel.ForAddress($"http://127.0.0.1:{port}", new() { TimeProvider = time });
        using var call = channel.UnaryCall(EchoMethods.Unary, new(), new() { WaitForReady = true });
        await Eventually.TrueAsync(() => time.Waits.Count == 1);
        time.Advance(time.Waits[0]);
        await Eventually.TrueAsync(() => time.Waits.Count == 2);
        Assert.InRange(time.Waits[0].TotalSeconds, 0.8, 1.2);
        Assert.InRange(time.Waits[1].TotalSeconds, 0.8 * 1.6, 1.2 * 1.6);

        await using var back = await NamedAsync("back", port);
        time.Advance(time.Waits[1]);
        Assert.Equal("back", (await call).Text);
    }

    [Fact]
    public async Task Tls_WithAnotherRoot_IsUnavailable()
    {
        await using var host = await TestHost.StartAsync("tls");
        using var other = TestCertificate.Create();
        using var channel = Channel.ForAddress(host.ChannelAddress(), new() { Tls = new() { RootCertificates = [other] } });
        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.UnaryCall(EchoMethods.Unary, new()));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task Tls_WithTheWrongTargetHost_IsUnavailable()
    {
        await using var host = await TestHost.StartAsync("tls");
        using var right = host.OpenChannel(new() { Tls = new() { TargetHost = "localhost" } });
        await right.UnaryCall(EchoMethods.Unary, new());
        using var wrong = host.OpenChannel(new() { Tls = new() { TargetHost = "elsewhere" } });
        var error = await Assert.ThrowsAsync<RpcException>(async () => await wrong.UnaryCall(EchoMethods.Unary, new()));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task MutualTls_NeedsTheClientsCertificate()
    {
        using var own = TestCertificate.Create("desk");
        await using var host = await TestHost.StartAsync("tls", new() { ClientRoot = own });
        using var known = host.OpenChannel(new() { Tls = new() { ClientCertificate = own } });
        Assert.Equal("hello", (await known.UnaryCall(EchoMethods.Unary, EchoMethods.Text("hello"))).Text);

        using var unknown = host.OpenChannel();
        var error = await Assert.ThrowsAsync<RpcException>(async () => await unknown.UnaryCall(EchoMethods.Unary, new()));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task KeepAlive_WithoutAnswer_EndsTheCall()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0); // accepts, and never says a word
        deaf.Start();
        using var channel = Channel.ForAddress($"http://{deaf.LocalEndpoint}", new()
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
        });
        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await channel.UnaryCall(EchoMethods.Unary, new()).ResponseAsync.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("ftp://localhost")]
    [InlineData("unix:")]
    [InlineData("")]
    public void Address_ThatCannotBeRead_IsRefused(string address)
        => Assert.Throws<ArgumentException>(() => Channel.ForAddress(address));

    [Fact]
    public void Address_InPlaintextWithTlsOptions_IsRefused()
        => Assert.Throws<ArgumentException>(() => Channel.ForAddress("http://localhost", new() { Tls = new() }));

    private static Task<FakeServer> NamedAsync(string name, int port = 0)
        => FakeServer.StartAsync(context => FakeServer.Ok(context, new EchoResponse { Text = name }), port);

    private static async Task<List<string>> NamesAsync(Channel channel, int calls)
    {
        var names = new List<string>();
        for (var i = 0; i < calls; i++)
            names.Add((await channel.UnaryCall(EchoMethods.Unary, new())).Text);
        return names;
    }
}
