using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>Where sessions are kept and what those of one process may take.</summary>
public sealed record SessionRuntimeOptions
{
    /// <summary>Folder of the journal. Empty, the default: there is none, and only sessions with DURABILITY_NONE are taken.</summary>
    public string JournalPath { get; init; } = "";

    /// <summary>Sizes of the journal.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Name of the process, told to clients; 1 to 64 bytes. Default: the machine's name.</summary>
    public string InstanceId { get; init; } = Environment.MachineName;

    /// <summary>Sessions at a time, those without a stream among them, ≥ 1. Default: 20,000.</summary>
    public int SessionsMax { get; init; } = 20_000;

    /// <summary>Events read ahead of what is applied, per stream, ≥ 1. Default: 256.</summary>
    public int EventsAheadMax { get; init; } = 256;

    /// <summary>How long a session that is over stays, for a client that resumes or a late fill, after its stream has ended. Default: an hour.</summary>
    public TimeSpan FinishedKeptFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What one session keeps for its stream.</summary>
    public StreamLimits Stream { get; init; } = new();
}
