namespace SolverGrpc.Service.Requests;

/// <summary>The values of one repeated field as they came over the wire. Reused: <see cref="Clear"/> keeps the memory.</summary>
/// <typeparam name="T">double or int.</typeparam>
internal sealed class Column<T>
    where T : unmanaged
{
    private T[] _values = [];

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>Number of values before <see cref="Expand"/>.</summary>
    public int Given { get; private set; }

    /// <summary>The values.</summary>
    public Span<T> Values => _values.AsSpan(0, Count);

    /// <summary>Bytes of memory held.</summary>
    public long CapacityBytes => _values.LongLength * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    /// <summary>Forgets the values.</summary>
    public void Clear() => Count = Given = 0;

    /// <summary>Appends one value.</summary>
    public void Add(T value) => Append(1)[0] = value;

    /// <summary>Makes room for <paramref name="count"/> more values and returns it, to be filled.</summary>
    public Span<T> Append(int count)
    {
        int needed = checked(Count + count);
        if (needed > _values.Length)
        {
            // exact at first: a packed field says how long it is; doubled when values come one by one
            T[] larger = GC.AllocateUninitializedArray<T>(Math.Max(Math.Max(needed, 16), Count == 0 ? 0 : 2 * _values.Length));
            Values.CopyTo(larger);
            _values = larger;
        }

        Count = Given = needed;
        return _values.AsSpan(needed - count, count);
    }

    /// <summary>One value for each of <paramref name="count"/> periods: <paramref name="absent"/> if the field is empty, a single value repeated.</summary>
    public ReadOnlySpan<T> Expand(int count, T absent)
    {
        if (Count == count) return Values;
        int given = Count;
        T value = given == 0 ? absent : _values[0];
        Count = 0;
        Append(count).Fill(value);
        Given = given;
        return Values;
    }
}
