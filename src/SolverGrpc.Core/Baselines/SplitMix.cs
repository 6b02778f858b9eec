namespace SolverGrpc.Core.Baselines;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, 2014): a counter whose bits are mixed. The same numbers on every machine and in every
/// version of the framework.
/// </summary>
/// <param name="seed">Any.</param>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 .. <paramref name="count"/> − 1, up to a bias of count / 2⁶⁴.</summary>
    public int NextInt(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
