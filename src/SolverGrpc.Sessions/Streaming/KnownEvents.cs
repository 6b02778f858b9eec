using System.Numerics;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Rpc;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>
/// The events applied last: what they said, as a hash, and which of them were refused and why. So a repeated event gets its
/// answer again. A ring that grows up to its limit.
/// </summary>
internal sealed class KnownEvents
{
    private const int CountMin = 16;

    private readonly int _countMax;
    private readonly SortedDictionary<long, Status> _refusals = [];
    private ulong[] _hashes = new ulong[CountMin];

    /// <summary>Knows nothing yet.</summary>
    /// <param name="countMax">How many are known at most; a power of two ≥ 16.</param>
    public KnownEvents(int countMax) => _countMax = countMax;

    /// <summary>The number of the last applied event; 0: none.</summary>
    public long Last { get; private set; }

    /// <summary>The lowest number that is known; Last + 1 if none is.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The refused ones among them, ascending.</summary>
    public IEnumerable<KeyValuePair<long, Status>> Refusals => _refusals;

    /// <summary>Whether an applied event's content is known.</summary>
    public bool Knows(long seq) => seq >= First && seq <= Last;

    /// <summary>The hash of a known event.</summary>
    public ulong HashOf(long seq) => _hashes[seq & (_hashes.Length - 1)];

    /// <summary>Why a known event was refused; null: it was not.</summary>
    public Status? RefusalOf(long seq) => _refusals.GetValueOrDefault(seq);

    /// <summary>The next event has been applied.</summary>
    public void Add(ulong hash)
    {
        if (Last + 1 - First == _hashes.Length && _hashes.Length < _countMax) Grow();
        Last++;
        _hashes[Last & (_hashes.Length - 1)] = hash;
        if (Last + 1 - First <= _hashes.Length) return;
        _refusals.Remove(First);
        First++;
    }

    /// <summary>The last event was refused.</summary>
    public void Refuse(Status error) => _refusals.Add(Last, error);

    /// <summary>Writes everything but what was sent, which is a stream's business.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(First);
        writer.Write(Last);
        for (long seq = First; seq <= Last; seq++) writer.Write(HashOf(seq));
        writer.Write(_refusals.Count);
        foreach ((long seq, Status refusal) in _refusals)
        {
            byte[] error = refusal.ToByteArray();
            writer.Write(seq);
            writer.Write(error.Length);
            writer.Write(error);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a restart is over before anything is compiled twice
    public void Read(ref SpanReader reader)
    {
        First = reader.ReadInt64();
        long last = reader.ReadInt64();
        Last = First - 1;
        _hashes = new ulong[Math.Max(CountMin, (int)BitOperations.RoundUpToPowerOf2((uint)(last - Last)))];
        while (Last < last) Add(reader.ReadUInt64());
        for (int i = reader.ReadInt32(); i > 0; i--)
        {
            long seq = reader.ReadInt64();
            _refusals[seq] = reader.ReadInto(new Status());
        }
    }

    private void Grow()
    {
        var larger = new ulong[2 * _hashes.Length];
        for (long seq = First; seq <= Last; seq++) larger[seq & (larger.Length - 1)] = HashOf(seq);
        _hashes = larger;
    }
}
