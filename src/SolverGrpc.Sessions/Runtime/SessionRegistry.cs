using Google.Rpc;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>The sessions of a process, by key and by order. For any number of threads.</summary>
/// <param name="countMax">How many there may be.</param>
internal sealed class SessionRegistry(int countMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, LiveSession> _byKey = [];
    private readonly HashSet<string> _orders = new(StringComparer.Ordinal);

    /// <summary>All of them, at this moment.</summary>
    public LiveSession[] All
    {
        get
        {
            lock (_gate) return [.. _byKey.Values];
        }
    }

    /// <summary>The session with a key; null: there is none.</summary>
    public LiveSession? Find(SessionKey key)
    {
        lock (_gate) return _byKey.GetValueOrDefault(key);
    }

    /// <summary>Why a session that is not there yet may not be opened; null: it may.</summary>
    public Status? Refusal(string clientOrderId)
    {
        lock (_gate) return RefusalWhileLocked(clientOrderId);
    }

    /// <summary>Adds a session, unless there is one with its key or order by now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="present">The session with this key: the new one, or the one that was there.</param>
    /// <returns>Why not; null: it is there.</returns>
    public Status? Add(LiveSession session, out LiveSession present)
    {
        lock (_gate)
        {
            present = session;
            if (_byKey.TryGetValue(session.Key, out LiveSession? earlier))
            {
                present = earlier;
                return null;
            }

            if (RefusalWhileLocked(session.ClientOrderId) is { } refusal) return refusal;
            _byKey.Add(session.Key, session);
            _orders.Add(session.ClientOrderId);
            return null;
        }
    }

    /// <summary>Puts a session there that a journal held.</summary>
    public void Recover(LiveSession session)
    {
        lock (_gate)
        {
            _byKey.Add(session.Key, session);
            _orders.Add(session.ClientOrderId);
        }
    }

    /// <summary>Forgets a session.</summary>
    public void Remove(LiveSession session)
    {
        lock (_gate)
        {
            if (_byKey.Remove(session.Key)) _orders.Remove(session.ClientOrderId);
        }
    }

    private Status? RefusalWhileLocked(string clientOrderId)
    {
        if (_orders.Contains(clientOrderId)) return RuntimeErrors.NotYours();
        return _byKey.Count >= countMax ? RuntimeErrors.TooMany(countMax) : null;
    }
}
