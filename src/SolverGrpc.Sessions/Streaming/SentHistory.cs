namespace SolverGrpc.Sessions.Streaming;

/// <summary>The messages sent last, as they were sent, for a client that resumes. Bounded in bytes.</summary>
/// <param name="bytesMax">How many are kept.</param>
internal sealed class SentHistory(int bytesMax)
{
    private readonly Queue<byte[]> _messages = [];
    private long _bytes;

    /// <summary>The server_seq of the last message; 0: none was sent.</summary>
    public long Last { get; private set; }

    /// <summary>A message with the next number has been sent.</summary>
    public void Add(byte[] message)
    {
        Last++;
        _messages.Enqueue(message);
        _bytes += message.Length;
        while (_bytes > bytesMax) _bytes -= _messages.Dequeue().Length;
    }

    /// <summary>Whether everything after a number is kept.</summary>
    public bool ReachesBackTo(long serverSeq) => serverSeq >= Last - _messages.Count;

    /// <summary>Everything after a number.</summary>
    public IEnumerable<byte[]> After(long serverSeq) => _messages.Skip((int)(serverSeq - (Last - _messages.Count)));

    /// <summary>Goes on after a number, and keeps nothing of what was sent before.</summary>
    public void ContinueAfter(long serverSeq)
    {
        _messages.Clear();
        _bytes = 0;
        Last = serverSeq;
    }
}
