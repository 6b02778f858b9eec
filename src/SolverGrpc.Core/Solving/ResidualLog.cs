namespace SolverGrpc.Core.Solving;

/// <summary>The residual after each iteration of a method: the first <see cref="Capacity"/> of them.</summary>
public sealed class ResidualLog
{
    /// <summary>Residuals that are kept; later ones are dropped.</summary>
    public const int Capacity = 256;

    private readonly double[] _values = new double[Capacity];
    private int _count;

    /// <summary>What was kept, in order.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _count);

    /// <summary>Adds one.</summary>
    public void Add(double residual)
    {
        if (_count < Capacity) _values[_count++] = residual;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Takes over what another log holds.</summary>
    public void CopyFrom(ResidualLog other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.Values.CopyTo(_values);
        _count = other._count;
    }
}
