using System.IO.Hashing;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>An event as it came in.</summary>
/// <param name="Message">What it says.</param>
/// <param name="Bytes">The very bytes, for the journal and to tell a repeated event from another one.</param>
/// <param name="ArrivedAt">When, as a timestamp of the runtime's clock; only measured, never used for ordering.</param>
public sealed record InboundEvent(StreamReoptimizeRequest Message, ReadOnlyMemory<byte> Bytes, long ArrivedAt)
{
    /// <summary>Its number.</summary>
    public long Seq => Message.Seq;

    /// <summary>The XXH3 of the bytes: the same for the same content. Who makes two events with one hash misleads nobody but itself.</summary>
    public ulong ContentHash() => XxHash3.HashToUInt64(Bytes.Span);

    /// <summary>The same of what an Open asks for, whoever sends it and when: event_time and attempt are left out.</summary>
    public ulong OpeningHash()
    {
        Open open = Message.Open.Clone();
        open.Attempt = 0;
        return XxHash3.HashToUInt64(open.ToByteArray());
    }
}
