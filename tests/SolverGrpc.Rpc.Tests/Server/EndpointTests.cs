using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SolverGrpc.Rpc.Server.Hosting;
using SolverGrpc.Rpc.Tests.Http2;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Where the server listens and what it lets in.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task MutualTls_WithACertificateOfTheRoot_IsServed()
    {
        using X509Certificate2 client = TestCertificate.Create("client");
        await using TestHost host = await TestHost.StartAsync("tls", new TestHostOptions { ClientRoot = client });
        await using RawHttp2Connection wire = await host.ConnectAsync(new RawHttp2Options { ClientCertificate = client });
        int stream = await wire.OpenAsync(host.Headers("Unary"));
        await wire.DataAsync(stream, Message("x"), endStream: true);
        Assert.Equal(0, (await wire.AnswerAsync(stream)).GrpcStatus);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MutualTls_WithNoCertificateOrAStrangers_IsRefused(bool strangers)
    {
        using X509Certificate2 client = TestCertificate.Create("client");
        using X509Certificate2 stranger = TestCertificate.Create("client");
        await using TestHost host = await TestHost.StartAsync("tls", new TestHostOptions { ClientRoot = client });
        RawHttp2Options options = new() { ClientCertificate = strangers ? stranger : null };
        try
        {
            await using RawHttp2Connection wire = await host.ConnectAsync(options);
            await wire.ClosedAsync();
            int stream = await wire.OpenAsync(host.Headers("Unary"));
            Assert.True(wire.Transcript(stream).ConnectionLost);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // Refused in the handshake itself, or found out with the first bytes after it.
        }
    }

    [Theory]
    [InlineData("0.0.0.0", false, false)]
    [InlineData("::", false, false)]
    [InlineData("192.0.2.1", false, false)]
    [InlineData("0.0.0.0", true, true)]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("::1", false, true)]
    public void Plaintext_BeyondLoopback_IsRefusedUnlessAllowed(string address, bool allowed, bool accepted)
    {
        var endpoint = GrpcEndpoint.Tcp(new IPEndPoint(IPAddress.Parse(address), 0));
        var options = new KestrelGrpcOptions { Endpoints = [endpoint], AllowPlaintextBeyondLoopback = allowed };
        Exception? error = Record.Exception(() => new KestrelServerOptions().ConfigureGrpc(options));
        Assert.Equal(accepted, error is null);
        if (!accepted) Assert.Contains(address, Assert.IsType<InvalidOperationException>(error).Message);
    }

    [Fact]
    public void Endpoints_None_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new KestrelServerOptions().ConfigureGrpc(new KestrelGrpcOptions()));

    [Fact]
    public async Task UnixSocket_LeftByAKilledServer_IsReplaced()
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"rpc-{Guid.NewGuid():N}.sock");
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // A socket that is closed removes its file; under another name it cannot.
            killed.Bind(new UnixDomainSocketEndPoint(path + ".old"));
            File.Move(path + ".old", path);
        }

        Assert.True(File.Exists(path));
        await using TestHost host = await TestHost.StartAsync("unix", new TestHostOptions { SocketPath = path });
        Assert.Equal(0, (await host.CallAsync("Unary", Message("x"))).GrpcStatus);
    }

    [Fact]
    public async Task UnixSocket_OfALivingServer_IsLeftAloneAndStartFails()
    {
        await using TestHost first = await TestHost.StartAsync("unix");
        var options = new TestHostOptions { SocketPath = first.Address.ToString() };
        await Assert.ThrowsAnyAsync<IOException>(() => TestHost.StartAsync("unix", options));
        Assert.Equal(0, (await first.CallAsync("Unary", Message("x"))).GrpcStatus);
    }

    [Fact]
    public async Task Handshake_ThatIsNotBegun_IsClosed()
    {
        var kestrel = new KestrelGrpcOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(200) };
        await using TestHost host = await TestHost.StartAsync("tls", new TestHostOptions { Kestrel = kestrel });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Address);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
