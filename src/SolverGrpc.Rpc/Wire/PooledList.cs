using System.Buffers;

namespace SolverGrpc.Rpc.Wire;

/// <summary>Numbers in a growing, rented array. Not for several threads.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class PooledList<T> : IDisposable
    where T : unmanaged
{
    private T[] _array = [];

    /// <summary>How many numbers there are.</summary>
    public int Count { get; private set; }

    /// <summary>The numbers; valid until the next change.</summary>
    public Span<T> Span => _array.AsSpan(0, Count);

    /// <summary>Appends a number.</summary>
    /// <param name="value">The number.</param>
    public void Add(T value) => AddRange(1)[0] = value;

    /// <summary>Appends room for numbers.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <returns>The room, its content undefined.</returns>
    public Span<T> AddRange(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var end = checked(Count + count);
        if (end > _array.Length)
            Grow(end);
        var room = _array.AsSpan(Count, count);
        Count = end;
        return room;
    }

    /// <summary>Appends numbers.</summary>
    /// <param name="values">The numbers.</param>
    public void AddRange(ICollection<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        AddRange(values.Count);
        values.CopyTo(_array, Count - values.Count);
    }

    /// <summary>Forgets all but the first numbers.</summary>
    /// <param name="count">How many stay, 0 to <see cref="Count"/>.</param>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        Count = count;
    }

    /// <summary>Forgets the numbers and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Gives the memory back; the list is empty and may be used again.</summary>
    public void Dispose()
    {
        Count = 0;
        if (_array.Length > 0)
            ArrayPool<T>.Shared.Return(_array);
        _array = [];
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, (int)Math.Min(2L * _array.Length, Array.MaxLength)));
        Span.CopyTo(larger);
        if (_array.Length > 0)
            ArrayPool<T>.Shared.Return(_array);
        _array = larger;
    }
}
