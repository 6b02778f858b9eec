using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Mapping.Requests;

/// <summary>The values of one repeated field as they came over the wire. Reused: <see cref="Clear"/> keeps the memory.</summary>
/// <typeparam name="T">A number.</typeparam>
internal sealed class Column<T>
    where T : unmanaged
{
    // longer arrays go back to the pool: few requests need them
    private const int KeptCountMax = 1 << 16;

    private int _expandedFrom = -1;

    /// <summary>The values, to be filled.</summary>
    public PooledList<T> List { get; } = new();

    /// <summary>Number of values.</summary>
    public int Count => List.Count;

    /// <summary>Number of values before <see cref="Expand"/>.</summary>
    public int Given => _expandedFrom >= 0 ? _expandedFrom : List.Count;

    /// <summary>The values.</summary>
    public Span<T> Values => List.Span;

    /// <summary>Forgets the values.</summary>
    public void Clear()
    {
        _expandedFrom = -1;
        if (List.Count > KeptCountMax) List.Dispose();
        else List.Clear();
    }

    /// <summary>Appends one value.</summary>
    public void Add(T value) => List.Add(value);

    /// <summary>Makes room for <paramref name="count"/> more values and returns it, to be filled.</summary>
    public Span<T> Append(int count) => List.AddRange(count);

    /// <summary>Appends values.</summary>
    public void Append(ICollection<T> values) => List.AddRange(values);

    /// <summary>Keeps <paramref name="count"/> of the values, from <paramref name="first"/> on.</summary>
    public void Narrow(int first, int count)
    {
        Values.Slice(first, count).CopyTo(Values);
        List.Truncate(count);
    }

    /// <summary>One value for each of <paramref name="count"/> periods: <paramref name="absent"/> if the field is empty, a single value repeated.</summary>
    public ReadOnlySpan<T> Expand(int count, T absent)
    {
        if (Count == count) return Values;
        T value = Count == 0 ? absent : Values[0];
        _expandedFrom = Count;
        List.Clear();
        List.AddRange(count).Fill(value);
        return Values;
    }
}
