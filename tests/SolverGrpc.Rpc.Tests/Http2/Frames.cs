namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>Frame types of RFC 9113 section 6.</summary>
internal enum FrameType : byte { Data, Headers, Priority, RstStream, Settings, PushPromise, Ping, GoAway, WindowUpdate, Continuation }

/// <summary>Error codes of RFC 9113 section 7.</summary>
internal enum Http2Error : uint
{
    NoError, ProtocolError, InternalError, FlowControlError, SettingsTimeout, StreamClosed, FrameSizeError, RefusedStream, Cancel,
    CompressionError, ConnectError, EnhanceYourCalm, InadequateSecurity, Http11Required,
}

/// <summary>Settings of RFC 9113 section 6.5.2.</summary>
internal enum Setting : ushort { HeaderTableSize = 1, EnablePush, MaxConcurrentStreams, InitialWindowSize, MaxFrameSize, MaxHeaderListSize }

/// <summary>Frame flags; which of them apply depends on the frame's type.</summary>
internal static class FrameFlags
{
    public const byte None = 0, EndStream = 0x1, Ack = 0x1, EndHeaders = 0x4, Padded = 0x8, Priority = 0x20;
}

/// <summary>A frame as received.</summary>
internal readonly record struct Frame(FrameType Type, byte Flags, int StreamId, byte[] Payload)
{
    public bool Has(byte flag) => (Flags & flag) != 0;
}
