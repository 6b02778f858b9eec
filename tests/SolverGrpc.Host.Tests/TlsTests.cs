using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;

namespace SolverGrpc.Host.Tests;

// Calls are counted: by no other test at the same time.
[Collection(nameof(Alone))]
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("solver-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Solve_OverTls_WorksWithTheRightCertificates(bool mutual)
    {
        using X509Certificate2 server = Write("server"), client = Write("client");
        SolverHostOptions options = TestOptions.OnSocket() with
        {
            Listen = ["https://127.0.0.1:0"],
            CertificatePath = Path.Combine(_folder, "server.pem"),
            ClientRootsPath = mutual ? Path.Combine(_folder, "client.pem") : "",
        };
        await using SolverHost host = await SolverHost.StartAsync(options);
        using (var trusted = new SolverClient(host.Endpoints[0], new() { RootCertificates = [server], ClientCertificate = mutual ? client : null }))
            Assert.Equal(Termination.Optimal, (await trusted.SolveAsync(Orders.Published())).Outcome.Termination);

        using var stranger = new SolverClient(host.Endpoints[0], new() { RootCertificates = [server] });
        if (mutual) await Assert.ThrowsAsync<RpcException>(async () => await stranger.SolveAsync(Orders.Published()));
        else Assert.Equal(Termination.Optimal, (await stranger.SolveAsync(Orders.Published())).Outcome.Termination);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_WithTlsAlone_IsWarmedUp(bool mutual)
    {
        const int Solves = 30;
        using X509Certificate2 server = Write("server"), client = Write("client");
        int calls = 0;
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "grpc.server.call.started") listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref calls));
        meters.Start();
        await using SolverHost host = await SolverHost.StartAsync(TestOptions.OnSocket() with
        {
            Listen = ["https://0.0.0.0:0"],
            CertificatePath = Path.Combine(_folder, "server.pem"),
            ClientRootsPath = mutual ? Path.Combine(_folder, "client.pem") : "",
            WarmUpSolves = Solves,
        });
        Assert.Equal(Solves, Volatile.Read(ref calls));
    }

    // a self-signed certificate for 127.0.0.1 with its key in one PEM file
    private X509Certificate2 Write(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        string pem = certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
        File.WriteAllText(Path.Combine(_folder, name + ".pem"), pem);
        return X509Certificate2.CreateFromPem(pem, pem);
    }
}
