using System.Buffers.Binary;
using Google.Protobuf;
using SolverGrpc.LoadGen.Protos;

namespace SolverGrpc.LoadGen;

/// <summary>An echo of the same sizes as another exchange, which brings a number back.</summary>
/// <param name="requestBytes">Size of the serialised request.</param>
/// <param name="responseBytes">Size of the serialised response.</param>
internal sealed class EchoMessage(int requestBytes, int responseBytes)
{
    // tags and lengths around the payload
    private const int RequestOverhead = 6, ResponseOverhead = 3;

    private readonly byte[] _payload = [.. Enumerable.Range(0, requestBytes - RequestOverhead).Select(i => (byte)(i * 31))];

    private int Wanted => responseBytes - ResponseOverhead;

    /// <summary>The message of a number.</summary>
    public EchoRequest Request(int number)
    {
        byte[] payload = [.. _payload];
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        return new EchoRequest { ResponseBytes = Wanted, Payload = UnsafeByteOperations.UnsafeWrap(payload) };
    }

    /// <summary>The number that comes back; throws unless all the rest does too.</summary>
    public int Verify(EchoResponse response)
    {
        ReadOnlySpan<byte> payload = response.Payload.Span;
        int sent = Math.Min(Wanted, _payload.Length);
        bool same = payload.Length == Wanted && payload[sizeof(int)..sent].SequenceEqual(_payload.AsSpan(sizeof(int), sent - sizeof(int)));
        if (!same || payload[sent..].ContainsAnyExcept((byte)0)) throw new InvalidDataException("The echo is not what was sent.");
        return BinaryPrimitives.ReadInt32LittleEndian(payload);
    }
}
