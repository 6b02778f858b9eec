namespace SolverGrpc.Client;

/// <summary>How a <see cref="SolverClient"/> connects.</summary>
public sealed record SolverClientOptions
{
    /// <summary>TLS; null: none, or with <c>https://</c> the roots of the system.</summary>
    public Tls? Tls { get; init; }

    /// <summary>Time limit of a call that gives none of its own; null: none. Default: 30 s.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
