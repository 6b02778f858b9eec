using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// The smallest of many keys, always at hand: the minima of eight keys each, of eight of those, and so on up to one. Changing a key costs O(log N).
/// Of equal keys the first counts, or the last.
/// </summary>
internal readonly ref struct MinimumTree
{
    private const int Width = 8;

    private readonly Span<double> _keys;
    private readonly Span<double> _minima;
    private readonly bool _lastWins;

    /// <summary>A tree over <paramref name="keys"/>, which must not be NaN and are changed by <see cref="Update"/> only.</summary>
    public MinimumTree(Span<double> keys, bool lastWins, Workspace workspace)
    {
        int total = 0;
        for (int count = keys.Length; count > 1; total += count) count = Parents(count);
        Span<double> below = keys, above = workspace.Take(total);
        _keys = keys;
        _minima = above;
        _lastWins = lastWins;
        while (below.Length > 1)
        {
            int parents = Parents(below.Length);
            for (int i = 0; i < parents; i++) above[i] = Least(below, i);
            below = above[..parents];
            above = above[parents..];
        }
    }

    /// <summary>The smallest key.</summary>
    public double Key => _minima.Length == 0 ? _keys[0] : _minima[^1];

    /// <summary>Index of the smallest key.</summary>
    public int Winner => Find(_keys, _minima);

    /// <summary>Gives <paramref name="index"/> a new key.</summary>
    public void Update(int index, double key)
    {
        _keys[index] = key;
        Span<double> below = _keys, above = _minima;
        while (below.Length > 1)
        {
            index /= Width;
            above[index] = Least(below, index);
            int parents = Parents(below.Length);
            below = above[..parents];
            above = above[parents..];
        }
    }

    private static int Parents(int count) => (count + Width - 1) / Width;

    private static double Least(ReadOnlySpan<double> below, int parent)
    {
        ReadOnlySpan<double> family = below[(parent * Width)..Math.Min((parent + 1) * Width, below.Length)];
        double even = double.PositiveInfinity, odd = double.PositiveInfinity;
        int i = 0;
        for (; i + 1 < family.Length; i += 2)
        {
            even = double.MinNative(even, family[i]);
            odd = double.MinNative(odd, family[i + 1]);
        }

        return double.MinNative(double.MinNative(even, odd), i < family.Length ? family[i] : double.PositiveInfinity);
    }

    // from the top down: the member of the family that has its minimum
    private int Find(ReadOnlySpan<double> below, ReadOnlySpan<double> above)
    {
        if (below.Length == 1) return 0;
        int parents = Parents(below.Length), parent = Find(above[..parents], above[parents..]);
        int first = parent * Width;
        ReadOnlySpan<double> family = below[first..Math.Min(first + Width, below.Length)];
        return first + (_lastWins ? family.LastIndexOf(above[parent]) : family.IndexOf(above[parent]));
    }
}
