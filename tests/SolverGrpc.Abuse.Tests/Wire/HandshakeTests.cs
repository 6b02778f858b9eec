using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Wire;

/// <summary>Clients that do not get through the TLS handshake: their connections are closed in time, others shake hands meanwhile.</summary>
public sealed class HandshakeTests : IAsyncLifetime
{
    private readonly X509Certificate2 _certificate = TestCertificate.Create();
    private readonly string _pem = Path.Combine(Path.GetTempPath(), $"abuse-{Guid.NewGuid():N}.pem");
    private AbusedHost _host = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_pem, _certificate.ExportCertificatePem() + "\n" + _certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _host = await AbusedHost.StartNewAsync(AbusedHost.Options with { Listen = ["https://127.0.0.1:0"], CertificatePath = _pem });
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _certificate.Dispose();
        File.Delete(_pem);
    }

    [Fact]
    public async Task Handshakes_ThatStop_AreClosedInTime()
    {
        await using RawHttp2Connection silent = await _host.ConnectAsync(new() { Greets = false });
        await using RawHttp2Connection record = await _host.ConnectAsync(new() { Greets = false });
        await using RawHttp2Connection hello = await _host.ConnectAsync(new() { Greets = false });
        await record.BytesAsync(Convert.FromHexString("160301"));
        await hello.BytesAsync(Convert.FromHexString("16030102000100"));
        await IsServedAsync();
        foreach (RawHttp2Connection slow in (RawHttp2Connection[])[silent, record, hello]) await slow.ClosedAsync();
        await IsServedAsync();
    }

    [Fact]
    public async Task Plaintext_ToTheTlsPort_IsClosedAtOnce()
    {
        await using RawHttp2Connection plain = await _host.ConnectAsync();
        await plain.ClosedAsync();
        await IsServedAsync();
    }

    /// <summary>After the handshake the preface has its own time.</summary>
    [Fact]
    public async Task Connection_SilentAfterItsHandshake_IsClosedInTime()
    {
        await using RawHttp2Connection silent = await _host.ConnectAsync(new() { TlsRoot = _certificate, Greets = false });
        await silent.ClosedAsync();
        await IsServedAsync();
    }

    private async Task IsServedAsync()
    {
        await using RawHttp2Connection wire = await _host.ConnectAsync(new() { TlsRoot = _certificate });
        Assert.Equal(0, (await wire.SolveAsync(Orders.Published(), (":scheme", "https"))).GrpcStatus);
    }
}
