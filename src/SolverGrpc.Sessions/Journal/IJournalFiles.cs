namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// The folder of a journal. What is written is not on the disk until <see cref="IJournalFile.Sync"/>, a file that is created or
/// deleted is not until <see cref="SyncFolder"/>. Every member may throw <see cref="IOException"/>.
/// </summary>
public interface IJournalFiles : IDisposable
{
    /// <summary>Names of all files, in no order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Makes an empty file that was not there.</summary>
    IJournalFile Create(string name);

    /// <summary>Opens a file.</summary>
    IJournalFile Open(string name);

    /// <summary>Deletes a file.</summary>
    void Delete(string name);

    /// <summary>Returns when all files created and deleted before are so on the disk.</summary>
    void SyncFolder();
}

/// <summary>A file of a journal.</summary>
public interface IJournalFile : IDisposable
{
    /// <summary>Bytes in it.</summary>
    long Length { get; }

    /// <summary>Fills the buffer from an offset; the file has as many bytes.</summary>
    void Read(long offset, Span<byte> buffer);

    /// <summary>Writes at an offset, which is at most the file's length.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);

    /// <summary>Returns when all that was written before is on the disk.</summary>
    void Sync();
}
