namespace SolverGrpc.Rpc.Client;

/// <summary>The addresses of a channel, in turn.</summary>
internal sealed class AddressRing(IEnumerable<Address> addresses) : IDisposable
{
    private readonly Address[] _addresses = [.. addresses];
    private uint _next = uint.MaxValue;

    /// <summary>The shortest wait until an address may be tried again.</summary>
    public TimeSpan ShortestBackoff => _addresses.Min(address => address.Backoff.Remaining);

    /// <summary>Every address once: from the next in turn onwards those that can be expected to answer, then the others.</summary>
    public IReadOnlyList<Address> Next()
    {
        if (_addresses.Length == 1)
            return _addresses;
        var first = Interlocked.Increment(ref _next) % (uint)_addresses.Length;
        return [.. _addresses[(int)first..].Concat(_addresses[..(int)first]).OrderBy(address => address.Backoff.Remaining)];
    }

    public void Dispose()
    {
        foreach (var address in _addresses)
            address.Dispose();
    }
}
