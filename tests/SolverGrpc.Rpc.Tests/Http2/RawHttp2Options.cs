using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>How <see cref="RawHttp2Connection"/> connects, and which courtesies it keeps.</summary>
internal sealed record RawHttp2Options
{
    /// <summary>TLS to a server whose certificate chains to this one; null: plaintext.</summary>
    public X509Certificate2? TlsRoot { get; init; }

    public string TargetHost { get; init; } = "localhost";

    public IReadOnlyList<SslApplicationProtocol> Alpn { get; init; } = [SslApplicationProtocol.Http2];

    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Sends preface and SETTINGS and waits for the server's SETTINGS; otherwise the connection opens silent.</summary>
    public bool Greets { get; init; } = true;

    /// <summary>The settings of the greeting.</summary>
    public IReadOnlyList<(Setting Name, uint Value)> Settings { get; init; } = [];

    public bool AnswersPings { get; init; } = true;

    /// <summary>Gives back at once the window that received DATA used up; false makes a reader that stops.</summary>
    public bool ReplenishesWindows { get; init; } = true;

    /// <summary>Longest wait for anything the server owes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);
}
