using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>
/// A folder on a disk that does only what a real one promises. What was written and not synced may be lost when the power
/// fails: page by page and in any order, the last page torn at any byte; a sync that failed leaves pages that look written and
/// are not. A process that is killed loses nothing.
/// </summary>
/// <param name="random">Decides what a power failure leaves.</param>
internal sealed class SimulatedDisk(Random random) : IJournalFiles
{
    private const int NoSpace = 28, InputOutputError = 5;

    private readonly Dictionary<string, SimulatedFile> _files = [];
    private Dictionary<string, SimulatedFile> _durableFiles = [];

    /// <summary>Bytes in a page, the unit in which unsynced writes reach the disk.</summary>
    public int PageBytes { get; init; } = 64;

    /// <summary>Bytes that fit.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Writes, syncs and changes of the folder that succeed before the machine is gone; null: it stays.</summary>
    public int? OperationsLeft { get; set; }

    /// <summary>Syncs that succeed before one fails; null: none fails.</summary>
    public int? SyncsLeft { get; set; }

    /// <summary>Whether a sync does what it says: false is a disk that lies.</summary>
    public bool SyncsAreReal { get; init; } = true;

    /// <summary>Operations so far.</summary>
    public int Operations { get; private set; }

    /// <summary>Syncs of files so far.</summary>
    public int Syncs { get; private set; }

    /// <summary>Called at the beginning of each sync.</summary>
    public Action? Syncing { get; set; }

    /// <summary>Called before a file is created.</summary>
    public Action? Creating { get; set; }

    /// <summary>The current content of a file.</summary>
    public byte[] this[string name]
    {
        get => [.. _files[name].Content];
        set => _files[name] = _durableFiles[name] = new SimulatedFile(this) { Content = [.. value], Durable = value };
    }

    public IReadOnlyList<string> List() => [.. _files.Keys];

    public IJournalFile Create(string name)
    {
        Creating?.Invoke();
        Operate();
        if (_files.ContainsKey(name)) throw new IOException($"{name} is there already");
        return _files[name] = new SimulatedFile(this);
    }

    public IJournalFile Open(string name) => _files.TryGetValue(name, out SimulatedFile? file) ? file : throw new FileNotFoundException(name);

    public void Delete(string name)
    {
        Operate();
        if (!_files.Remove(name)) throw new FileNotFoundException(name);
    }

    public void SyncFolder()
    {
        Operate();
        CountSync();
        if (SyncsAreReal) _durableFiles = new(_files);
    }

    public void Dispose()
    {
    }

    /// <summary>The machine is on again after its power failed.</summary>
    public void FailPower()
    {
        Restart();
        foreach (string name in _files.Keys.Union(_durableFiles.Keys).Order().ToList())
        {
            // each change of the folder that was not synced has happened or not
            Dictionary<string, SimulatedFile> kept = random.Next(2) == 0 ? _files : _durableFiles;
            if (kept.TryGetValue(name, out SimulatedFile? file)) _files[name] = file;
            else _files.Remove(name);
        }

        foreach (SimulatedFile file in _files.Values) file.FailPower(random);
        _durableFiles = new(_files);
    }

    /// <summary>The process is started again; the machine went on.</summary>
    public void Restart() => (OperationsLeft, SyncsLeft) = (null, null);

    private void Operate()
    {
        if (OperationsLeft <= 0) throw new PowerFailure();
        OperationsLeft--;
        Operations++;
    }

    private void CountSync()
    {
        Syncing?.Invoke();
        if (SyncsLeft <= 0) throw new IOException("the disk failed", InputOutputError);
        SyncsLeft--;
    }

    private sealed class SimulatedFile(SimulatedDisk disk) : IJournalFile
    {
        private readonly HashSet<int> _dirtyPages = [];

        public List<byte> Content { get; set; } = [];

        public byte[] Durable { get; set; } = [];

        public long Length => Content.Count;

        public void Read(long offset, Span<byte> buffer) => Content[(int)offset..((int)offset + buffer.Length)].ToArray().CopyTo(buffer);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            long used = disk._files.Values.Sum(file => file.Length) - (Length - offset);
            int room = (int)Math.Min(bytes.Length, Math.Max(0, disk.Capacity - used));
            // the machine may go in the middle of it
            if (disk.OperationsLeft == 0) room = Math.Min(room, disk.Random.Next(bytes.Length + 1));
            Put((int)offset, bytes[..room]);
            disk.Operate();
            if (room < bytes.Length) throw new IOException("no room", NoSpace);
        }

        public void Truncate(long length)
        {
            disk.Operate();
            Content.RemoveRange((int)length, Content.Count - (int)length);
            _dirtyPages.Add((int)length / disk.PageBytes);
        }

        public void Sync()
        {
            disk.Operate();
            disk.Syncs++;
            try
            {
                disk.CountSync();
                if (disk.SyncsAreReal) WriteDirtyPages();
            }
            finally
            {
                // also after a failure: the system does not try again what the disk refused
                if (disk.SyncsAreReal) _dirtyPages.Clear();
            }
        }

        public void Dispose()
        {
        }

        /// <summary>Of the dirty pages each is on the disk or not; one may be there in part.</summary>
        public void FailPower(Random random)
        {
            byte[] left = new byte[KeptLength(random)];
            Durable.AsSpan(0, Math.Min(left.Length, Durable.Length)).CopyTo(left);
            int torn = random.Next(4) == 0 ? random.Next((left.Length / disk.PageBytes) + 1) : -1;
            foreach (int page in _dirtyPages.Order())
            {
                int from = page * disk.PageBytes, to = Math.Min(Math.Min(from + disk.PageBytes, left.Length), Content.Count);
                if (from >= to || random.Next(2) == 0) continue;
                if (page == torn) to = from + random.Next(to - from + 1);
                Content[from..to].CopyTo(left.AsSpan(from));
            }

            _dirtyPages.Clear();
            Durable = left;
            Content = [.. left];
        }

        // only these: a page that a failed sync has left looks clean
        private void WriteDirtyPages()
        {
            byte[] durable = new byte[Content.Count];
            Durable.AsSpan(0, Math.Min(durable.Length, Durable.Length)).CopyTo(durable);
            foreach (int page in _dirtyPages)
            {
                int from = page * disk.PageBytes, to = Math.Min(from + disk.PageBytes, durable.Length);
                if (from < to) Content[from..to].CopyTo(durable.AsSpan(from));
            }

            Durable = durable;
        }

        private int KeptLength(Random random) => _dirtyPages.Count == 0
            ? Durable.Length
            : random.Next(3) switch
            {
                0 => Durable.Length,
                1 => Content.Count,
                _ => random.Next(Math.Min(Durable.Length, Content.Count), Math.Max(Durable.Length, Content.Count) + 1),
            };

        private void Put(int offset, ReadOnlySpan<byte> bytes)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                if (offset + i < Content.Count) Content[offset + i] = bytes[i];
                else Content.Add(bytes[i]);
                _dirtyPages.Add((offset + i) / disk.PageBytes);
            }
        }
    }

    private Random Random => random;
}

/// <summary>The machine is gone in the middle of what the process did.</summary>
internal sealed class PowerFailure : Exception;
