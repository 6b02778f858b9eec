using System.Buffers.Binary;
using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Fuzz;

/// <summary>Whatever frames a connection brings, it is closed or goes on to answer calls, and others notice nothing.</summary>
public sealed class FrameFuzzTests(AbusedHost host) : IClassFixture<AbusedHost>
{
    private const int Cases = 200, FramesMax = 20, HeaderBytes = 9, PayloadBytesMax = 1 << 14;

    [Fact]
    public async Task Connection_OfAnyFrames_IsClosedOrAnswered()
    {
        await using RawHttp2Connection bystander = await host.ConnectAsync();
        int closed = 0, taken = 0;
        await FuzzRun.EachAsync(Cases, async random =>
        {
            byte[][] frames = [.. Enumerable.Range(0, random.Next(1, FramesMax)).Select(_ => Frame(random))];
            byte[] rest = Rest([.. frames.SelectMany(frame => frame)]);
            if (await Flood.OfReaderAsync(host.Address, frames.Append(rest)) == FloodEnd.Closed) closed++;
            else taken++;
            Assert.Equal(0, (await bystander.SolveAsync(Orders.Published())).GrpcStatus);
        });
        if (closed + taken >= Cases) Assert.True(closed > 0 && taken > 0, $"{closed} closed, {taken} taken");
    }

    // What is missing of the last frame, as zeros: noise may begin one, and the server rightly waits for the rest of it.
    private static byte[] Rest(byte[] sent)
    {
        int end = 0;
        while (end < sent.Length)
        {
            var length = new byte[sizeof(int)];
            sent.AsSpan(end, Math.Min(3, sent.Length - end)).CopyTo(length.AsSpan(1));
            int payload = BinaryPrimitives.ReadInt32BigEndian(length);
            if (payload > PayloadBytesMax) return [];
            end += HeaderBytes + payload;
        }

        return new byte[end - sent.Length];
    }

    private static byte[] Frame(Random random)
    {
        int stream = random.Next(2) == 0 ? 1 : random.Next(8);
        var noise = new byte[random.Next(40)];
        random.NextBytes(noise);
        return random.Next(12) switch
        {
            0 => RawFrame.Headers(stream, random.Next(2) == 0 ? SolverCalls.Solve : SolverCalls.SolveMany, (byte)random.Next(6)),
            1 => RawFrame.Of(FrameType.Data, (byte)random.Next(2), stream, SolverCalls.Framed(Orders.Published())),
            2 => RawFrame.Of(FrameType.Ping, 0, 0, new byte[8]),
            3 => RawFrame.Of(FrameType.WindowUpdate, 0, stream, 0, 0, (byte)random.Next(256), 1),
            4 => RawFrame.Reset(stream),
            5 => RawFrame.Of(FrameType.Priority, 0, stream, 0, 0, 0, (byte)random.Next(8), 1),
            6 => RawFrame.Of((FrameType)random.Next(10, 256), (byte)random.Next(256), stream, noise),

            // unknown settings; a window of zero would be taken at its word
            7 => RawFrame.Of(FrameType.Settings, 0, 0, 0x77, (byte)random.Next(256), 0, 0, 0, 1),
            8 => RawFrame.Of(FrameType.Data, (byte)random.Next(16), stream, noise),
            9 when random.Next(10) == 0 => RawFrame.Of((FrameType)random.Next(10), (byte)random.Next(256), stream, noise),
            10 when random.Next(10) == 0 => noise,
            _ => RawFrame.Headers(stream, SolverCalls.SolveMany),
        };
    }
}
