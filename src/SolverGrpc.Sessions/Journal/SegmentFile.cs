using System.Buffers;

namespace SolverGrpc.Sessions.Journal;

/// <summary>The whole content of a segment file in memory.</summary>
internal sealed class SegmentFile : IDisposable
{
    private readonly byte[] _rented;
    private readonly int _length;

    private SegmentFile(byte[] rented, int length) => (_rented, _length) = (rented, length);

    /// <summary>What is in the file.</summary>
    public ReadOnlySpan<byte> Bytes => _rented.AsSpan(0, _length);

    /// <summary>Reads a file.</summary>
    public static SegmentFile Read(IJournalFiles files, string name)
    {
        using IJournalFile file = files.Open(name);
        int length = checked((int)file.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        file.Read(0, rented.AsSpan(0, length));
        return new SegmentFile(rented, length);
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
