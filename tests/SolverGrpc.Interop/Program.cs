using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SolverGrpc.Interop;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Hosting;

var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 for any free one." };
var unix = new Option<string?>("--unix") { Description = "Path of a Unix socket to listen on instead of a port." };
var tls = new Option<bool>("--use_tls") { Description = "TLS with a certificate for localhost, made at the start." };
var ca = new Option<FileInfo?>("--write_ca") { Description = "File for the certificate, in PEM." };
var breaking = new Option<string?>("--break") { Description = "Takes one feature of the server away, to see which cases notice." };
breaking.AcceptOnlyFromAmong([.. BrokenFeature.Names]);
var command = new RootCommand("Serves grpc.testing.TestService for interoperability clients.") { port, unix, tls, ca, breaking };
command.SetAction((parsed, cancellationToken) =>
{
    var endPoint = parsed.GetValue(unix) is { } path
        ? GrpcEndpoint.Unix(path)
        : GrpcEndpoint.Tcp(new IPEndPoint(IPAddress.Loopback, parsed.GetValue(port)));
    if (parsed.GetValue(tls))
        endPoint = endPoint with { Certificate = MakeCertificate() };
    if (parsed.GetValue(ca) is { } file && endPoint.Certificate is { } certificate)
        File.WriteAllText(file.FullName, certificate.ExportCertificatePem());
    return ServeAsync(endPoint, BrokenFeature.Of(parsed.GetValue(breaking)), cancellationToken);
});
return await command.Parse(args).InvokeAsync();

static async Task ServeAsync(GrpcEndpoint endPoint, BrokenFeature broken, CancellationToken cancellationToken)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
    builder.WebHost.UseKestrelHttpsConfiguration();
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureGrpc(new KestrelGrpcOptions { Endpoints = [endPoint] }));
    await using var app = builder.Build();
    app.Use(broken.Middleware);
    app.RunGrpcServer(new GrpcServerOptions(), TestServiceHandlers.Bind(broken.Service));
    await app.StartAsync(cancellationToken);
    Console.WriteLine($"listening on {app.Urls.Single()}");
    await app.WaitForShutdownAsync(cancellationToken);
}

static X509Certificate2 MakeCertificate()
{
    using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
    var names = new SubjectAlternativeNameBuilder();
    names.AddDnsName("localhost");
    names.AddIpAddress(IPAddress.Loopback);
    request.CertificateExtensions.Add(names.Build());
    request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
    var now = TimeProvider.System.GetUtcNow();
    return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
}
