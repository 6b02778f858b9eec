using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>What a session's mailbox takes.</summary>
internal enum MailKind
{
    /// <summary>A stream has come: to open, or to resume.</summary>
    Attach,

    /// <summary>An event from a stream.</summary>
    Event,

    /// <summary>No further events come from a stream.</summary>
    EndOfEvents,

    /// <summary>The server stops.</summary>
    Stop,

    /// <summary>A stream has gone.</summary>
    Detach,

    /// <summary>More is on the disk.</summary>
    Durable,

    /// <summary>The timer.</summary>
    Timer,

    /// <summary>The journal takes nothing more.</summary>
    JournalFailed,

    /// <summary>A snapshot is wanted.</summary>
    Snapshot,

    /// <summary>Look whether something is to be planned.</summary>
    Look,
}

/// <summary>Something for a session to do.</summary>
/// <param name="Kind">What.</param>
/// <param name="Stream">Which stream it is about.</param>
/// <param name="Inbound">The event, or the message that a stream begins with.</param>
/// <param name="Fault">What is wrong with the journal.</param>
internal readonly record struct Mail(MailKind Kind, SessionConnection? Stream = null, InboundEvent? Inbound = null, JournalFaultKind Fault = default);
