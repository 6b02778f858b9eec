using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>What the server has answered on one stream so far. Immutable: a later frame makes a new transcript.</summary>
internal sealed record StreamTranscript(int StreamId)
{
    /// <summary>The first header block, or null before it came.</summary>
    public IReadOnlyList<Header>? Headers { get; init; }

    /// <summary>All DATA so far, padding removed.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>The second header block; null while there is none, and for ever in a trailers-only answer.</summary>
    public IReadOnlyList<Header>? Trailers { get; init; }

    /// <summary>True once END_STREAM came.</summary>
    public bool Ended { get; init; }

    /// <summary>Error code of the server's RST_STREAM, if it sent one.</summary>
    public Http2Error? Reset { get; init; }

    /// <summary>True when the connection went away before the answer was complete.</summary>
    public bool ConnectionLost { get; init; }

    /// <summary>Nothing of importance can follow.</summary>
    public bool Complete => Ended || Reset is not null || ConnectionLost;

    /// <summary>True if the whole answer is one header block.</summary>
    public bool TrailersOnly => Ended && Headers is not null && Trailers is null && Data.Length == 0;

    /// <summary>The field's value, trailers before headers, several values joined by commas; null if it is in neither.</summary>
    public string? this[string name] => Find(Trailers, name) ?? Find(Headers, name);

    /// <summary>HTTP status.</summary>
    public int? Status => Number(Find(Headers, ":status"));

    /// <summary>grpc-status, from the trailers or a trailers-only answer.</summary>
    public int? GrpcStatus => Number(this["grpc-status"]);

    /// <summary>The data as length-prefixed messages; fails if it ends inside one.</summary>
    public IReadOnlyList<(byte Flag, byte[] Payload)> Messages()
    {
        var messages = new List<(byte, byte[])>();
        for (ReadOnlySpan<byte> rest = Data; !rest.IsEmpty;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt32BigEndian(rest[1..5]));
            messages.Add((rest[0], rest[5..(5 + length)].ToArray()));
            rest = rest[(5 + length)..];
        }
        return messages;
    }

    /// <summary>One line per event, for a failed assertion to show.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"stream {StreamId}");
        Block("HEADERS", Headers);
        string start = Convert.ToHexString(Data.AsSpan(0, Math.Min(Data.Length, 48)));
        if (Data.Length > 0) text.Append(CultureInfo.InvariantCulture, $"\n  DATA {Data.Length} bytes: {start}");
        Block("TRAILERS", Trailers);
        if (Ended) text.Append("\n  END_STREAM");
        if (Reset is { } code) text.Append(CultureInfo.InvariantCulture, $"\n  RST_STREAM({code})");
        if (ConnectionLost) text.Append("\n  connection lost");
        return text.ToString();

        void Block(string title, IReadOnlyList<Header>? headers)
        {
            if (headers is null) return;
            text.Append("\n  ").Append(title);
            foreach (Header header in headers) text.Append("\n    ").Append(header.ToString());
        }
    }

    private static string? Find(IReadOnlyList<Header>? headers, string name)
    {
        string[] values = [.. headers?.Where(h => h.Name == name).Select(h => h.Value) ?? []];
        return values.Length == 0 ? null : string.Join(',', values);
    }

    private static int? Number(string? text) => text is null ? null : int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
