using System.Runtime.InteropServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Solving;

/// <summary>
/// Scratch memory of one solve at a time: spans are taken in turn and given back all together by <see cref="Reset"/>.
/// After the first solve of a size no further memory is allocated. Not thread-safe; every thread has its own.
/// </summary>
public sealed class Workspace
{
    private readonly List<double[]> _full = [];
    private double[] _current = AlignedArray.Allocate(16 * 1024);
    private int _used;
    private int _usedInFull;

    /// <summary>Residuals of the solve under way, for methods that keep them.</summary>
    public ResidualLog Residuals { get; } = new();

    /// <summary>The weighted sums that the solve under way has minimised, for methods that do.</summary>
    public WeightedMinima Minima { get; } = new();

    /// <summary>The boxes that the search under way has looked at, for methods that split.</summary>
    public BranchLog Branches { get; } = new();

    /// <summary>Scratch space of <paramref name="length"/> doubles with any content, aligned to 64 bytes.</summary>
    public Span<double> Take(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int padded = (length + 7) & ~7;
        int start = AlignedArray.First(_current) + _used;
        if (start + padded > _current.Length)
        {
            _usedInFull += _used;
            _full.Add(_current);
            _current = AlignedArray.Allocate(Math.Max(padded, 2 * _current.Length));
            _used = 0;
            start = AlignedArray.First(_current);
        }

        _used += padded;
        return _current.AsSpan(start, length);
    }

    /// <summary>Scratch space of <paramref name="length"/> 64-bit integers with any content, aligned to 64 bytes.</summary>
    public Span<long> TakeInt64(int length) => MemoryMarshal.Cast<double, long>(Take(length));

    /// <summary>Scratch space of <paramref name="length"/> 32-bit integers with any content, aligned to 64 bytes.</summary>
    public Span<int> TakeInt32(int length) => MemoryMarshal.Cast<double, int>(Take((length + 1) / 2))[..length];

    /// <summary>What is taken so far, to give back with <see cref="Release"/> what is taken after it.</summary>
    public int Mark() => _full.Count == 0 ? _used : -1;

    /// <summary>Gives back everything taken since <paramref name="mark"/> was read (nothing, if the memory had to grow in between).</summary>
    public void Release(int mark)
    {
        if (mark >= 0 && _full.Count == 0) _used = mark;
    }

    /// <summary>Gives everything back. One chunk large enough for all of it is kept.</summary>
    public void Reset()
    {
        if (_full.Count > 0)
        {
            _current = AlignedArray.Allocate(_usedInFull + _used);
            _full.Clear();
            _usedInFull = 0;
        }

        _used = 0;
        Residuals.Clear();
        Minima.Clear();
        Branches.Clear();
    }
}
