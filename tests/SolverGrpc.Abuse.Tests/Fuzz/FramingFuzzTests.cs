using Google.Protobuf;
using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Fuzz;

/// <summary>Whatever a call's DATA frames hold and however they are cut, the call ends with the status that its bytes ask for.</summary>
public sealed class FramingFuzzTests(AbusedHost host) : IClassFixture<AbusedHost>
{
    private const int Cases = 1_000, CallsPerConnection = 200;
    private const int Ok = 0, InvalidArgument = 3, ResourceExhausted = 8, Unimplemented = 12, Internal = 13;

    private static readonly byte[] Good = Orders.Published().ToByteArray(), Invalid = new SolveRequest { RequestId = "x" }.ToByteArray();
    private static readonly string?[] Encodings = [null, "identity", "gzip", "deflate", "snappy"];

    [Fact]
    public async Task Solve_OfAnyFrames_EndsWithTheStatusOfItsBytes()
    {
        RawHttp2Connection wire = await host.ConnectAsync();
        int calls = 0;
        await FuzzRun.EachAsync(Cases, async random =>
        {
            if (++calls % CallsPerConnection == 0)
            {
                await wire.DisposeAsync();
                wire = await host.ConnectAsync();
            }

            string? encoding = Encodings[random.Next(Encodings.Length)];
            (byte[] body, int[] expected) = Body(random, encoding);
            int stream = await wire.OpenAsync(RawGrpc.Headers(SolverCalls.Solve, ("grpc-encoding", encoding)));
            await SendAsync(wire, stream, body, random);
            StreamTranscript answer = await wire.AnswerAsync(stream);
            Assert.True(answer.GrpcStatus is { } status && expected.Contains(status), $"expected {string.Join(" or ", expected)}: {answer}");
            Assert.Equal(200, answer.Status);
        });
        await wire.DisposeAsync();
    }

    private static (byte[] Body, int[] Expected) Body(Random random, string? encoding)
    {
        (byte[] payload, int code) = random.Next(3) switch { 0 => (Good, Ok), 1 => (Invalid, InvalidArgument), _ => ([0xFF, .. Invalid], Internal) };
        int[] status = [code];
        byte[] packed = encoding == "gzip" ? Gzip.Of(payload) : payload;
        byte[] whole = RawGrpc.Message(packed, flag: (byte)(encoding == "gzip" ? 1 : 0));
        int[] compressed = encoding switch { null or "identity" => [Internal], "gzip" => status, "deflate" => [Internal], _ => [Unimplemented] };
        return random.Next(9) switch
        {
            0 => ([], [Internal]),
            1 => (whole[..random.Next(whole.Length)], [Internal]),
            2 => (RawGrpc.Message(payload, flag: (byte)random.Next(2, 256)), [Internal]),
            3 => (RawGrpc.Message(packed, flag: 1), compressed),
            4 => (RawGrpc.Message(payload, declaredLength: (uint)random.NextInt64((4 << 20) + 1, 1L << 32)), [ResourceExhausted]),
            5 => (RawGrpc.Message(payload, declaredLength: (uint)(payload.Length + random.Next(1, 4 << 19))), [Internal]),

            // what follows a message is looked at when the handler has taken the message
            6 => ([.. whole, .. whole], [Internal, .. status]),
            7 => ([.. whole, (byte)random.Next(256)], [Internal, .. status]),
            _ => (whole, status),
        };
    }

    // one piece of any length after the other, some padded, some empty; the end of the stream with the last one or in a frame of its own
    private static async Task SendAsync(RawHttp2Connection wire, int stream, byte[] body, Random random)
    {
        int most = random.Next(3) == 0 ? 2 : 40;
        bool endsAlone = random.Next(2) == 0;
        for (int sent = 0; sent < body.Length;)
        {
            int count = Math.Min(random.Next(most), body.Length - sent);
            byte? padding = random.Next(4) == 0 ? (byte)random.Next(256) : null;
            sent += count;
            await wire.DataAsync(stream, body.AsMemory(sent - count, count), endStream: sent == body.Length && !endsAlone, padding);
        }

        if (endsAlone || body.Length == 0) await wire.DataAsync(stream, default, endStream: true);
    }
}
