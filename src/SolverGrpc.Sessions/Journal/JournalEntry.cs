namespace SolverGrpc.Sessions.Journal;

/// <summary>What a record says of itself besides its payload.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Session">Whose it is: 128 bits, in the order of their bytes.</param>
/// <param name="Epoch">The stream of the session that it came from. A second instance can fence the first by it.</param>
/// <param name="Sequence">A number that the owner of the payload chooses: of an event, its seq.</param>
public readonly record struct JournalEntry(RecordKind Kind, UInt128 Session, long Epoch, long Sequence);
