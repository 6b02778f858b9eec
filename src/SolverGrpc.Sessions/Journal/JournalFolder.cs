using Microsoft.Win32.SafeHandles;

namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// A journal's folder on a local disk. Whoever writes holds the lock of the file <c>lock</c> in it, which the system gives up
/// when the process ends, however it ends. File systems of a network may not keep such a lock.
/// </summary>
public sealed class JournalFolder : IJournalFiles
{
    private const string LockName = "lock";

    private readonly string _path;
    private readonly FileStream? _lock;

    private JournalFolder(string path, FileStream? @lock) => (_path, _lock) = (path, @lock);

    /// <summary>Opens a folder for writing; creates it where it is not there.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="JournalException">Another process has it, or it cannot be created.</exception>
    public static JournalFolder OpenForWriting(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full))
            {
                Directory.CreateDirectory(full);
                DiskSync.Folder(Path.GetDirectoryName(full)!);
            }

            return new JournalFolder(full, Lock(Path.Combine(full, LockName)));
        }
        catch (UnauthorizedAccessException e)
        {
            throw DiskError.ToException(new IOException(e.Message, e));
        }
        catch (IOException e)
        {
            throw DiskError.ToException(e);
        }
    }

    /// <summary>Opens a folder for reading, also while a process writes to it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static JournalFolder OpenForReading(string path)
    {
        string full = Path.GetFullPath(path);
        return Directory.Exists(full) ? new JournalFolder(full, null) : throw new DirectoryNotFoundException($"There is no folder {full}.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_path).Select(file => Path.GetFileName(file))];

    /// <inheritdoc/>
    public IJournalFile Create(string name) => Open(name, FileMode.CreateNew, FileAccess.ReadWrite);

    /// <inheritdoc/>
    public IJournalFile Open(string name) => Open(name, FileMode.Open, _lock is null ? FileAccess.Read : FileAccess.ReadWrite);

    /// <inheritdoc/>
    public void Delete(string name) => Try(() => File.Delete(Path.Combine(_path, name)));

    /// <inheritdoc/>
    public void SyncFolder() => DiskSync.Folder(_path);

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private DiskFile Open(string name, FileMode mode, FileAccess access)
    {
        SafeFileHandle? handle = null;
        Try(() => handle = File.OpenHandle(Path.Combine(_path, name), mode, access, FileShare.ReadWrite | FileShare.Delete));
        return new DiskFile(handle!, name);
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (!DiskError.IsFull(e))
        {
            throw new JournalException(new JournalFault(JournalFaultKind.Locked, LockName, 0, e.Message), e);
        }
    }

    private sealed class DiskFile(SafeFileHandle handle, string name) : IJournalFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public void Read(long offset, Span<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                int read = RandomAccess.Read(handle, buffer, offset);
                if (read == 0) throw new EndOfStreamException("A file of the journal became shorter while it was read.");
                offset += read;
                buffer = buffer[read..];
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Sync() => DiskSync.File(handle, name);

        public void Dispose() => handle.Dispose();
    }
}
