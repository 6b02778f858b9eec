namespace SolverGrpc.Sessions.Journal;

/// <summary>What a record of the journal is. The journal looks at the kind, never into the payload.</summary>
public enum RecordKind : byte
{
    /// <summary>Not a kind: what a file full of zeros would say.</summary>
    None = 0,

    /// <summary>A session began. What the journal holds of the session begins here, or at its last <see cref="Snapshot"/>.</summary>
    Opened = 1,

    /// <summary>An event of a session, as it came.</summary>
    Event = 2,

    /// <summary>A solve of a session: for which events, and what came out.</summary>
    Plan = 3,

    /// <summary>A new stream took a session over.</summary>
    Epoch = 4,

    /// <summary>The whole state of a session: all its earlier records are not needed any more.</summary>
    Snapshot = 5,

    /// <summary>A session is forgotten: none of its records is needed any more.</summary>
    Ended = 6,

    /// <summary>The journal's own: everything before it had reached the disk when it was written.</summary>
    Barrier = 16,

    /// <summary>The journal's own: the first record of a segment, and a <see cref="Barrier"/> as well.</summary>
    Segment = 17,
}
