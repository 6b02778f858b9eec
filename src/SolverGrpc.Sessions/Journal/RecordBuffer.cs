using System.Buffers;

namespace SolverGrpc.Sessions.Journal;

/// <summary>Records in the form in which they go to the disk, one after the other.</summary>
/// <param name="bytesMax">Beyond this many bytes it takes no more; a single record may be larger.</param>
internal sealed class RecordBuffer(int bytesMax)
{
    private ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What is in it.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Puts a record behind the others, if there is room.</summary>
    public bool TryAppend(uint seed, long position, in JournalEntry entry, ReadOnlySpan<byte> payload)
    {
        int length = RecordFormat.HeaderBytes + payload.Length;
        if (_bytes.WrittenCount > 0 && length > bytesMax - _bytes.WrittenCount) return false;
        RecordFormat.Write(_bytes.GetSpan(length), seed, position, entry, payload);
        _bytes.Advance(length);
        return true;
    }

    /// <summary>Empties it. The memory of a record larger than the limit is not kept.</summary>
    public void Clear()
    {
        if (_bytes.Capacity > 2L * bytesMax) _bytes = new ArrayBufferWriter<byte>();
        else _bytes.ResetWrittenCount();
    }
}
