using System.IO.Compression;
using SolverGrpc.Rpc.Compression;
using SolverGrpc.Rpc.Framing;

namespace SolverGrpc.Rpc.Server;

/// <summary>What a service allows and offers.</summary>
public sealed record GrpcServiceOptions
{
    /// <summary>The largest request message in bytes, as it travels and inflated; 4 MiB by default, nothing for no limit.</summary>
    public int? MaxReceiveMessageSize { get; init; } = MessageLimits.DefaultReceiveBytesMax;

    /// <summary>The largest response message in bytes, before compression; nothing, the default, for no limit.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>The encodings the service reads and writes; gzip and deflate by default.</summary>
    public CompressionProviders Compression { get; init; } = CompressionProviders.Default;

    /// <summary>The encoding of responses to clients that accept it; nothing, the default, for none.</summary>
    public string? ResponseCompressionAlgorithm { get; init; }

    /// <summary>How hard responses are compressed; fastest by default.</summary>
    public CompressionLevel ResponseCompressionLevel { get; init; } = CompressionLevel.Fastest;

    /// <summary>Whether new calls are still answered while the server stops, as health checks need it; false by default.</summary>
    public bool ServedWhileStopping { get; init; }
}
