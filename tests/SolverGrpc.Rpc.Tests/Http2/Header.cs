namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>One header field. Characters stand for octets (Latin-1), so that a test can send and see any byte.</summary>
internal readonly record struct Header(string Name, string Value)
{
    public static implicit operator Header((string Name, string Value) pair) => new(pair.Name, pair.Value);

    public override string ToString() => $"{Name}: {Value}";
}
