using System.Collections.Concurrent;
using SolverGrpc.Rpc.Framing;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>Buffers for the responses of raw handlers, kept between calls together with their memory.</summary>
internal static class MessageBufferPool
{
    private const int KeptBuffersMax = 64;
    private const int KeptBytesMax = 256 * 1024;

    private static readonly ConcurrentQueue<PooledBuffer> Kept = new();

    public static PooledBuffer Rent() => Kept.TryDequeue(out var buffer) ? buffer : new PooledBuffer();

    public static void Return(PooledBuffer buffer)
    {
        if (Kept.Count >= KeptBuffersMax || buffer.Capacity > KeptBytesMax)
        {
            buffer.Dispose();
            return;
        }

        buffer.Clear();
        Kept.Enqueue(buffer);
    }
}
