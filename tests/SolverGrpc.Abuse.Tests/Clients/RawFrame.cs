using System.Buffers.Binary;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Clients;

/// <summary>Frames as bytes, to send many in one go.</summary>
internal static class RawFrame
{
    /// <summary>What a client begins with: the preface and empty SETTINGS.</summary>
    public static byte[] Greeting => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Of(FrameType.Settings, FrameFlags.None, 0)];

    public static byte[] Of(FrameType type, byte flags, int streamId, params ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, ((uint)payload.Length << 8) | (byte)type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] Headers(int streamId, string path, byte flags = FrameFlags.EndHeaders) =>
        Of(FrameType.Headers, flags, streamId, HpackEncoder.Encode(RawGrpc.Headers(path)));

    public static byte[] Reset(int streamId) => Of(FrameType.RstStream, FrameFlags.None, streamId, 0, 0, 0, (byte)Http2Error.Cancel);

    public static byte[] Repeated(byte[] frame, int count) => [.. Enumerable.Repeat(frame, count).SelectMany(f => f)];
}
