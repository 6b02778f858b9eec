using System.Buffers;
using System.Collections.Frozen;

namespace SolverGrpc.Rpc.Headers;

/// <summary>Which names metadata may have.</summary>
public static class MetadataName
{
    /// <summary>The end of names whose values are bytes.</summary>
    public const string BinarySuffix = "-bin";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-.");

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "accept-encoding", "connection", "content-length", "content-type", "host", "keep-alive", "proxy-connection", "te",
        "trailer", "transfer-encoding", "upgrade");

    private static readonly FrozenSet<string> OpenGrpcNames = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        HeaderNames.GrpcStatusDetails, HeaderNames.GrpcRetryPushback, HeaderNames.GrpcPreviousAttempts, "grpc-trace-bin", "grpc-tags-bin");

    /// <summary>Whether a name consists of <c>[0-9a-z_.-]</c> alone and is not empty.</summary>
    /// <param name="name">The name in lower case.</param>
    /// <returns>Whether it is valid.</returns>
    public static bool IsValid(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(Allowed);

    /// <summary>
    /// Whether a name belongs to HTTP or to the protocol, so that an application neither sets nor sees it.
    /// The names the specification opens to applications (status details, retry pushback, previous attempts, tracing) do not count.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it is reserved.</returns>
    public static bool IsReserved(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(':')
            || (name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) && !OpenGrpcNames.Contains(name))
            || Reserved.Contains(name);
    }

    /// <summary>Whether values of this name are bytes.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it ends with <see cref="BinarySuffix"/>.</returns>
    public static bool IsBinary(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.EndsWith(BinarySuffix, StringComparison.OrdinalIgnoreCase);
    }
}
