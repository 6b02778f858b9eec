using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Interop.Client;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

// Interoperability cases of the gRPC specification from our own client half.
//
//   SolverGrpc.Interop.Client CASE --target HOST:PORT|unix:PATH [--ca FILE]
//
// Exit status 0 if the case holds; otherwise the text of what was expected and what came.
if (args is not [var name, "--target", var target, .. var rest] || !Cases.All.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"usage: CASE --target HOST:PORT|unix:PATH [--ca FILE]; cases: {string.Join(' ', Cases.All.Keys)}");
    return 2;
}

var ca = rest is ["--ca", var file] ? file : null;
var options = new ChannelOptions
{
    Tls = ca is null ? null : new TlsOptions { RootCertificates = [X509CertificateLoader.LoadCertificateFromFile(ca)] },
};
var address = target.StartsWith("unix:", StringComparison.Ordinal) ? target : $"{(ca is null ? "http" : "https")}://{target}";
try
{
    using var channel = Channel.ForAddress(address, options);
    await run(channel);
    return 0;
}
catch (Exception failure) when (failure is RpcException or CaseFailedException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
