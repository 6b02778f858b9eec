using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Cli.Commands;
using SolverGrpc.Rpc.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Cli.Tests;

/// <summary><c>solver serve</c> as a process of its own, over http or https, on a free port.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private const string Listening = "listening on ";

    private readonly X509Certificate2? _certificate;
    private readonly Process _process;
    private readonly Task<string> _log;
    private IPEndPoint _address = null!;

    private ServedProcess(Process process, X509Certificate2? certificate)
    {
        (_process, _certificate) = (process, certificate);
        _log = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it, with further options, and waits until it is ready.</summary>
    public static async Task<ServedProcess> StartAsync(string scheme, params string[] options)
    {
        string pem = Path.Combine(Directory.CreateTempSubdirectory("solver-cli-").FullName, "server.pem");
        X509Certificate2? certificate = scheme == "https" ? TestCertificate.Create() : null;
        string[] tls = certificate is null ? [] : ["--certificate-path", pem];
        if (certificate is not null) await File.WriteAllTextAsync(pem, $"{certificate.ExportCertificatePem()}\n{certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}");
        string solver = typeof(ServeCommand).Assembly.Location;
        var start = new ProcessStartInfo(
            "dotnet", [solver, "serve", "--listen", $"{scheme}://127.0.0.1:0", "--status-listen", "", "--warm-up-solves", "0", .. tls, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var served = new ServedProcess(Process.Start(start)!, certificate);
        while (await served._process.StandardOutput.ReadLineAsync(TestContext.Deadline) is { } line && line != ServeCommand.Ready)
            served._address = IPEndPoint.Parse(new Uri(line[Listening.Length..]).Authority);
        return served;
    }

    /// <summary>A raw connection to it.</summary>
    public Task<RawHttp2Connection> ConnectAsync() => RawHttp2Connection.ConnectAsync(_address, new() { TlsRoot = _certificate });

    /// <summary>Headers of a call of the service.</summary>
    public List<Header> Headers(string method) =>
        RawGrpc.Headers($"/solver.v1.SolverService/{method}", (":scheme", _certificate is null ? "http" : "https"));

    /// <summary>Tells it to stop.</summary>
    public async Task TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Deadline);
    }

    /// <summary>How it ended, and what it said on standard error.</summary>
    public async Task<(int Code, string Log)> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Deadline);
        return (_process.ExitCode, await _log);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _certificate?.Dispose();
    }
}
