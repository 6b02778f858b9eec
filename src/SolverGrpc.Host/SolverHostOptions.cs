namespace SolverGrpc.Host;

/// <summary>
/// Everything an operator may set. Read by <see cref="SolverHostConfiguration"/> from appsettings.json, SOLVER_… environment
/// variables and the command line; checked by <see cref="SolverHostOptionsCheck"/> before anything starts.
/// docs/operations.md has the table.
/// </summary>
public sealed record SolverHostOptions
{
    /// <summary>
    /// Where gRPC is served: "http://127.0.0.1:50051" (HTTP/2 without TLS), "https://0.0.0.0:50051", "unix:/run/solver.sock"; port 0: any
    /// free one. At least one. Default: http://127.0.0.1:50051.
    /// </summary>
    public IReadOnlyList<string> Listen { get; init; } = ["http://127.0.0.1:50051"];

    /// <summary>Where the status page, liveness and gRPC-Web are served, over HTTP/1.1; empty: nowhere. Default: http://127.0.0.1:50080.</summary>
    public string StatusListen { get; init; } = "http://127.0.0.1:50080";

    /// <summary>PEM file with the server's certificate and those between it and its root. Needed for https.</summary>
    public string CertificatePath { get; init; } = "";

    /// <summary>PEM file with the certificate's private key; empty: it is in the same file.</summary>
    public string CertificateKeyPath { get; init; } = "";

    /// <summary>PEM file with the roots that clients' certificates must chain to (mutual TLS); empty: clients need none.</summary>
    public string ClientRootsPath { get; init; } = "";

    /// <summary>Whether http may be served beyond loopback. Default: no.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>Origins of browser pages that may call over gRPC-Web, "*" for any; empty: only pages of the same origin.</summary>
    public IReadOnlyList<string> WebOrigins { get; init; } = [];

    /// <summary>Largest message in either direction, in bytes, 1 KiB to 1 GiB. Default: 64 MiB.</summary>
    public int MessageBytesMax { get; init; } = 64 << 20;

    /// <summary>Connections at a time, 1 to 100,000. Default: 1,000.</summary>
    public int ConnectionsMax { get; init; } = 1_000;

    /// <summary>Calls at a time on one connection, 1 to 100,000. Default: 1,000.</summary>
    public int StreamsPerConnectionMax { get; init; } = 1_000;

    /// <summary>
    /// How much a client may send ahead on one call, in bytes, 64 KiB to 256 MiB; on one connection four times as much. Default: 1 MiB.
    /// </summary>
    public int StreamWindowBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Seconds after which a connection gets GOAWAY, more or less by a tenth, 10 to 2,592,000 (30 days); 0: never. Default: 0.
    /// </summary>
    public double ConnectionAgeSeconds { get; init; }

    /// <summary>How long the calls of a connection past its age may go on, in seconds, 0 to 86,400. Default: 60.</summary>
    public double ConnectionAgeGraceSeconds { get; init; } = 60;

    /// <summary>Threads for small solves, 1 to 1,024; 0: one per processor. Default: 0.</summary>
    public int SmallWorkers { get; init; }

    /// <summary>Threads for large solves, 1 to 1,024; 0: one less than there are processors, at least one. Default: 0.</summary>
    public int LargeWorkers { get; init; }

    /// <summary>Small solves that may wait for a thread, 1 to 1,000,000. Default: 4,096.</summary>
    public int SmallQueueMax { get; init; } = 4_096;

    /// <summary>Large solves that may wait for a thread, 1 to 1,000,000. Default: 64.</summary>
    public int LargeQueueMax { get; init; } = 64;

    /// <summary>Problems in flight on one SolveMany stream before the server stops reading, 1 to 100,000. Default: 256.</summary>
    public int SolveManyInFlightMax { get; init; } = 256;

    /// <summary>
    /// Folder of the journal of sessions, on a local disk, made if it is not there; nobody else may use it. Empty: sessions live in
    /// memory only, and only those that ask for DURABILITY_NONE are taken.
    /// </summary>
    public string JournalPath { get; init; } = "";

    /// <summary>Name of this process for clients of sessions, at most 64 bytes; empty: the machine's name.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>Sessions at a time, those without a stream among them, 1 to 1,000,000. Default: 20,000.</summary>
    public int SessionsMax { get; init; } = 20_000;

    /// <summary>Events of one stream that may wait to be applied before the server stops reading, 1 to 100,000. Default: 256.</summary>
    public int SessionEventsAheadMax { get; init; } = 256;

    /// <summary>Events of one stream that are held while earlier ones are missing, 1 to 100,000. Default: 256.</summary>
    public int SessionEventsHeldMax { get; init; } = 256;

    /// <summary>Bytes of sent messages that a session keeps for a client that resumes, 0 to 1 GiB. Default: 16 KiB.</summary>
    public int SessionHistoryBytesMax { get; init; } = 16 << 10;

    /// <summary>How long a session that is over stays after its stream has ended, in seconds, 0 to 1,000,000. Default: 3,600.</summary>
    public double FinishedSessionSeconds { get; init; } = 3_600;

    /// <summary>How long a connection may be silent before it is asked whether it is alive, in seconds, 1 to 86,400. Default: 30.</summary>
    public double PingAfterSeconds { get; init; } = 30;

    /// <summary>How long the answer may take before the connection is closed, in seconds, 1 to 86,400. Default: 20.</summary>
    public double PingTimeoutSeconds { get; init; } = 20;

    /// <summary>Folder whose market data files clients may have calibrated by name; empty: none. Default: none.</summary>
    public string CalibrationFolder { get; init; } = "";

    /// <summary>How long calls may go on after SIGTERM, in seconds, 0 to 3,600. Default: 10.</summary>
    public double StopGraceSeconds { get; init; } = 10;

    /// <summary>Solves of the warm-up before health says SERVING, 0 to 1,000,000. Default: 2,000.</summary>
    public int WarmUpSolves { get; init; } = 2_000;

    /// <summary>Least severe log level: Trace, Debug, Information, Warning, Error, Critical or None. Default: Information.</summary>
    public string LogLevel { get; init; } = "Information";

    /// <summary>Log lines as JSON instead of plain text. Default: no.</summary>
    public bool LogJson { get; init; }
}
