using System.Globalization;
using System.Text;

namespace SolverGrpc.Mapping.Validation;

/// <summary>
/// Everything that is wrong with a request, in the order of its fields: at most <see cref="ElementsPerArrayMax"/> elements
/// of one array and about <see cref="BytesMax"/> bytes in all, so that the trailers stay below 4 kB; what is left out is counted.
/// </summary>
internal sealed class Violations
{
    /// <summary>Elements of one array that are named; the others are counted in one more entry.</summary>
    public const int ElementsPerArrayMax = 4;

    /// <summary>Bytes of fields and descriptions that are kept.</summary>
    public const int BytesMax = 2_400;

    private readonly List<(string Field, string Description)> _kept = [];
    private int _bytes;

    /// <summary>Stands before every field, as in "open."; empty by default.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How many there are, with those that are only counted.</summary>
    public int Count { get; private set; }

    /// <summary>Nothing is wrong.</summary>
    public bool None => Count == 0;

    /// <summary>The first ones, with a last entry that counts the others.</summary>
    public IEnumerable<(string Field, string Description)> Kept
    {
        get
        {
            foreach (var violation in _kept) yield return violation;

            if (_bytes > BytesMax) yield return ("", string.Create(CultureInfo.InvariantCulture, $"and more; {Count} violations in all"));
        }
    }

    /// <summary>Adds the violation of a field.</summary>
    /// <param name="field">Its path, as in "problem.grid.period_count".</param>
    /// <param name="description">What is wrong and what is allowed.</param>
    public void Add(string field, string description)
    {
        Count++;
        Keep(field, description);
    }

    /// <summary>Adds the violation of elements of an array: those whose index is chosen by <paramref name="isWrong"/>.</summary>
    /// <typeparam name="TState">What the choice needs.</typeparam>
    /// <param name="path">Path of the array.</param>
    /// <param name="length">Number of elements.</param>
    /// <param name="state">Passed to <paramref name="isWrong"/>.</param>
    /// <param name="isWrong">Whether the element with this index is wrong.</param>
    /// <param name="description">What is wrong and what is allowed.</param>
    public void AddElements<TState>(string path, int length, TState state, ElementTest<TState> isWrong, string description)
        where TState : allows ref struct
    {
        int wrong = 0;
        for (int i = 0; i < length; i++)
        {
            if (isWrong(state, i) && wrong++ < ElementsPerArrayMax)
                Keep(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), description);
        }

        Count += wrong;
        if (wrong > ElementsPerArrayMax) Keep(path, string.Create(CultureInfo.InvariantCulture, $"and {wrong - ElementsPerArrayMax} more"));
    }

    /// <summary>Adds those of another.</summary>
    public void AddAll(Violations others)
    {
        ArgumentNullException.ThrowIfNull(others);
        Count += others.Count;
        foreach ((string field, string description) in others._kept) KeepAs(field, description);
        if (others._bytes > BytesMax) _bytes = others._bytes;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _kept.Clear();
        Count = _bytes = 0;
    }

    private void Keep(string field, string description)
    {
        if (_bytes <= BytesMax) KeepAs(Prefix + field, description);
    }

    private void KeepAs(string field, string description)
    {
        if (_bytes > BytesMax) return;
        // two tags and lengths per entry, and those of the entry itself
        _bytes += Encoding.UTF8.GetByteCount(field) + Encoding.UTF8.GetByteCount(description) + 8;
        if (_bytes <= BytesMax) _kept.Add((field, description));
    }
}

/// <summary>Whether one element of an array is wrong.</summary>
/// <typeparam name="TState">What the choice needs.</typeparam>
/// <param name="state">What was passed on.</param>
/// <param name="index">The element.</param>
internal delegate bool ElementTest<TState>(TState state, int index)
    where TState : allows ref struct;
