using System.Buffers.Binary;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>The gRPC parts of a raw request: a well-formed base case, from which a test breaks one thing.</summary>
internal static class RawGrpc
{
    /// <summary>
    /// The header list of an ordinary call. A field given in <paramref name="changes"/> replaces the one of that name (removes it, if its
    /// value is null) or is added at the end.
    /// </summary>
    public static List<Header> Headers(string path, params (string Name, string? Value)[] changes)
    {
        List<Header> headers =
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("te", "trailers"),
            ("content-type", "application/grpc"),
        ];
        foreach (string name in changes.Select(c => c.Name).Distinct())
        {
            int at = headers.FindIndex(h => h.Name == name);
            if (at >= 0) headers.RemoveAt(at);
            Header[] replacements = [.. changes.Where(c => c.Name == name && c.Value is not null).Select(c => new Header(name, c.Value!))];
            headers.InsertRange(at >= 0 ? at : headers.Count, replacements);
        }
        return headers;
    }

    /// <summary>A message with its five-byte prefix; <paramref name="declaredLength"/> may lie about the payload.</summary>
    public static byte[] Message(ReadOnlySpan<byte> payload, byte flag = 0, uint? declaredLength = null)
    {
        var framed = new byte[5 + payload.Length];
        framed[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), declaredLength ?? (uint)payload.Length);
        payload.CopyTo(framed.AsSpan(5));
        return framed;
    }
}
