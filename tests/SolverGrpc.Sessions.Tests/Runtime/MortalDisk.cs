using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Tests.Journal;

namespace SolverGrpc.Sessions.Tests.Runtime;

/// <summary>A process' way to a disk that outlives it: after <see cref="Kill"/> nothing of what it does gets there.</summary>
internal sealed class MortalDisk(SimulatedDisk disk) : IJournalFiles
{
    private volatile bool _killed;

    public void Kill() => _killed = true;

    public IReadOnlyList<string> List() => disk.List();

    public IJournalFile Create(string name) => new File(this, Do(() => disk.Create(name)));

    public IJournalFile Open(string name) => new File(this, Do(() => disk.Open(name)));

    public void Delete(string name) => Do(() => disk.Delete(name));

    public void SyncFolder() => Do(disk.SyncFolder);

    public void Dispose()
    {
    }

    private T Do<T>(Func<T> action)
    {
        lock (disk) return _killed ? throw new IOException("killed") : action();
    }

    private void Do(Action action) => Do(() =>
    {
        action();
        return 0;
    });

    private sealed class File(MortalDisk owner, IJournalFile file) : IJournalFile
    {
        public long Length => file.Length;

        public void Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            byte[] copy = bytes.ToArray();
            owner.Do(() => file.Write(offset, copy));
        }

        public void Truncate(long length) => owner.Do(() => file.Truncate(length));

        public void Sync() => owner.Do(file.Sync);

        public void Dispose() => file.Dispose();
    }
}
