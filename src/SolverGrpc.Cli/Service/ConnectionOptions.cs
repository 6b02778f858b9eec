using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Cli.Commands;
using SolverGrpc.Rpc.Client;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Service;

/// <summary>The options of every command that calls a service: where it is, how to trust it, how long to wait.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string?> _address = new("--address", "-a")
    {
        Description = "The service: http://HOST:PORT, https://HOST:PORT or unix:/path. Without it the problem is solved in this process.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _roots = File("--ca", "PEM file with the roots to trust instead of the system's.");
    private readonly Option<string?> _certificate = File("--certificate", "PEM file with our certificate, where the service asks for one.");
    private readonly Option<string?> _key = File("--key", "PEM file with its private key, if it is not in the same file.");
    private readonly Option<double?> _timeout = NumberOption.Optional<double>(
        "--timeout", "Give up after this many seconds.", s => s is > 0 and <= 1e6, "above 0 and at most 1e6");

    /// <summary>Gives them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="lasts">It holds a session, which lasts as long as its order and waits for a service that is away: there is no timeout.</param>
    public ConnectionOptions(Command command, bool lasts = false)
    {
        foreach (Option option in (Option[])[_address, _roots, _certificate, _key]) command.Add(option);
        if (!lasts) command.Add(_timeout);
    }

    /// <summary>Opens the connection.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="journal">A service of our own keeps a journal, for the length of the command.</param>
    public async Task<SolverConnection> OpenAsync(ParseResult parsed, CancellationToken cancellation, bool journal = false) =>
        parsed.GetValue(_address) is { } address ? SolverConnection.To(address, Tls(parsed)) : await SolverConnection.ToOwnAsync(journal, cancellation);

    /// <summary>What holds for each call.</summary>
    public CallOptions CallOptions(ParseResult parsed, CancellationToken cancellation) => new()
    {
        Timeout = parsed.GetValue(_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        CancellationToken = cancellation,
    };

    private TlsOptions? Tls(ParseResult parsed)
    {
        string? roots = parsed.GetValue(_roots), certificate = parsed.GetValue(_certificate);
        if (roots is null && certificate is null) return null;
        try
        {
            var trusted = new X509Certificate2Collection();
            if (roots is not null) trusted.ImportFromPemFile(roots);
            return new TlsOptions
            {
                RootCertificates = roots is null ? null : trusted,
                ClientCertificate = certificate is null ? null : X509Certificate2.CreateFromPemFile(certificate, parsed.GetValue(_key) ?? certificate),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InputException($"the certificates cannot be used: {e.Message}");
        }
    }

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };
}
