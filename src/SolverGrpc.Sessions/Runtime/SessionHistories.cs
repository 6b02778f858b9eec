using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>What a journal holds of each session that has not ended: sessions know nothing of each other, so all processors bring them back.</summary>
internal sealed class SessionHistories
{
    private readonly Dictionary<UInt128, SessionHistory> _histories = [];

    /// <summary>Takes the next record.</summary>
    /// <exception cref="InvalidDataException">It is not what its kind says.</exception>
    public void Take(JournalRecord record)
    {
        UInt128 session = record.Entry.Session;
        if (record.Entry.Kind == RecordKind.Ended)
        {
            _histories.Remove(session);
            return;
        }

        if (!_histories.TryGetValue(session, out SessionHistory? history)) _histories.Add(session, history = new());
        try
        {
            history.Add(record);
        }
        catch (InvalidDataException e)
        {
            throw Recovery.NoSense(record, e);
        }
    }

    /// <summary>Brings all sessions back.</summary>
    /// <param name="limits">Of their inboxes.</param>
    /// <exception cref="InvalidDataException">A record does not follow from those before.</exception>
    public KeptSession[] Recover(StreamLimits limits)
    {
        var sessions = new KeptSession?[_histories.Count];
        SessionHistory[] histories = [.. _histories.Values];
        _histories.Clear();
        try
        {
            Parallel.For(0, histories.Length, i =>
            {
                var recovery = new Recovery(limits);
                histories[i].Tell(recovery);
                sessions[i] = recovery.Sessions.SingleOrDefault();
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.FirstOrDefault(inner => inner is InvalidDataException) is InvalidDataException first)
        {
            throw new InvalidDataException(first.Message, first);
        }

        return [.. sessions.OfType<KeptSession>()];
    }
}
