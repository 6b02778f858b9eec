using System.Numerics;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// A tournament over keys: the smallest is at the top, and changing any key costs O(log N) (Knuth, TAOCP 3, 5.4.1). Of
/// equal keys the first wins, or the last.
/// </summary>
internal readonly ref struct WinnerTree
{
    private readonly Span<double> _keys;
    private readonly Span<int> _winners;
    private readonly int _leaves;
    private readonly bool _lastWins;

    /// <summary>A tree over <paramref name="keys"/>, which must not be NaN; call <see cref="Build"/> once they are there.</summary>
    public WinnerTree(Span<double> keys, bool lastWins, Workspace workspace)
    {
        _keys = keys;
        _lastWins = lastWins;
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)keys.Length);
        _winners = workspace.TakeInt32(2 * _leaves);
    }

    /// <summary>Index of the smallest key.</summary>
    public int Winner => _winners[1];

    /// <summary>The smallest key.</summary>
    public double Key => _keys[_winners[1]];

    /// <summary>Plays all matches.</summary>
    public void Build()
    {
        for (int i = 0; i < _leaves; i++) _winners[_leaves + i] = i < _keys.Length ? i : -1;
        for (int node = _leaves - 1; node > 0; node--) Play(node);
        if (_leaves == 1) _winners[1] = 0;
    }

    /// <summary>Gives <paramref name="index"/> a new key.</summary>
    public void Update(int index, double key)
    {
        _keys[index] = key;
        for (int node = (_leaves + index) / 2; node > 0; node /= 2) Play(node);
    }

    private void Play(int node)
    {
        int left = _winners[2 * node], right = _winners[(2 * node) + 1];
        bool rightWins = right >= 0 && (_keys[right] < _keys[left] || (_lastWins && _keys[right] == _keys[left]));
        _winners[node] = rightWins ? right : left;
    }
}
