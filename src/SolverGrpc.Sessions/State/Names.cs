using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Sessions.State;

/// <summary>
/// Ids of at most <see cref="BytesMax"/> bytes, and their numbers, counted from 0 in the order in which they came. Three arrays,
/// however many there are: a session that has lasted has thousands, and as many objects would take longer to bring back after a
/// crash than all the rest.
/// </summary>
internal sealed class Names
{
    /// <summary>Bytes of a name, at most.</summary>
    public const int BytesMax = ProblemScalars.TextBytesMax;

    private byte[] _bytes = [];
    private int[] _ends = [];

    // the number of a name plus 1 at its hash or at the next free place; 0: free. At least half are, and they are a power of two
    private int[] _slots = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>A name in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int number] => _bytes.AsSpan(Start(number)..End(number));

    /// <summary>A name as a text.</summary>
    public string TextOf(int number) => Encoding.UTF8.GetString(this[number]);

    /// <summary>The number of a name.</summary>
    /// <returns>Negative: it is not there.</returns>
    public int Find(string name)
    {
        Span<byte> bytes = stackalloc byte[BytesMax];
        return Encoding.UTF8.TryGetBytes(name, bytes, out int length) ? Find(bytes[..length]) : -1;
    }

    /// <summary>The same of a name in UTF-8.</summary>
    public int Find(ReadOnlySpan<byte> name) => _slots.Length == 0 ? -1 : _slots[Slot(name)] - 1;

    /// <summary>Takes in a name that is not there yet.</summary>
    /// <returns>Its number.</returns>
    public int Add(string name)
    {
        Span<byte> bytes = stackalloc byte[BytesMax];
        return Add(bytes[..Encoding.UTF8.GetBytes(name, bytes)]);
    }

    /// <summary>The same of a name in UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a restart is over before anything is compiled twice
    public int Add(ReadOnlySpan<byte> name)
    {
        EnsureCapacity(Count + 1);
        int start = Start(Count);
        if (start + name.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, start + Math.Max(name.Length, BytesMax)));
        name.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + name.Length;
        _slots[Slot(name)] = Count + 1;
        return Count++;
    }

    /// <summary>The number of a name, which is taken in if it is not there yet.</summary>
    public int FindOrAdd(string name) => Find(name) is >= 0 and int known ? known : Add(name);

    /// <summary>The same of a name in UTF-8.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> name) => Find(name) is >= 0 and int known ? known : Add(name);

    /// <summary>Makes room for as many names.</summary>
    public void EnsureCapacity(int count)
    {
        if (2 * count <= _slots.Length) return;
        int room = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 8));
        Array.Resize(ref _ends, room);
        _slots = new int[2 * room];
        for (int number = 0; number < Count; number++) _slots[Slot(this[number])] = number + 1;
    }

    private int Start(int number) => number == 0 ? 0 : End(number - 1);

    private int End(int number) => _ends[number];

    // where the name is, or the free place where it belongs
    private int Slot(ReadOnlySpan<byte> name)
    {
        // the hash of each process is another one: nobody can choose names that all fall into one slot
        var hash = new HashCode();
        hash.AddBytes(name);
        int mask = _slots.Length - 1, slot = hash.ToHashCode() & mask;
        while (_slots[slot] is not 0 and var taken && !this[taken - 1].SequenceEqual(name)) slot = (slot + 1) & mask;
        return slot;
    }
}
