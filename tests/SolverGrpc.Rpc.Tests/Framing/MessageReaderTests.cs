using System.Buffers;
using System.IO.Pipelines;
using SolverGrpc.Rpc.Compression;
using SolverGrpc.Rpc.Framing;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Rpc.Tests.Framing;

/// <summary>Cutting a stream of bytes into messages, wherever the bytes break.</summary>
public sealed class MessageReaderTests
{
    [Fact]
    public async Task Messages_CutAnywhere_AreTheSame()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            byte[][] messages = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Bytes(random, random.Next(4) == 0 ? 0 : random.Next(200)))];
            byte[] stream = [.. messages.SelectMany(m => RawGrpc.Message(m))];
            var pipe = new Pipe(new PipeOptions(minimumSegmentSize: random.Next(16, 64)));
            Task writing = WriteInPiecesAsync(pipe.Writer, stream, random);

            using var reader = new MessageReader(pipe.Reader, 200, null, CompressionProviders.Default);
            var read = new List<byte[]>();
            while (random.Next(2) == 0 ? reader.TryMoveNext() || await reader.MoveNextAsync() : await reader.MoveNextAsync())
                read.Add(reader.Current.ToArray());
            await writing;

            Assert.True(messages.SelectMany(m => m).SequenceEqual(read.SelectMany(m => m)) && messages.Length == read.Count, $"seed {seed}");
        }
    }

    [Fact]
    public async Task TryMoveNext_WithHalfAMessage_SaysNoAndLosesNothing()
    {
        var pipe = new Pipe();
        using var reader = new MessageReader(pipe.Reader, null, null, CompressionProviders.Default);
        byte[] message = RawGrpc.Message("hello"u8);
        Assert.False(reader.TryMoveNext());
        await pipe.Writer.WriteAsync(message.AsMemory(0, 7));
        Assert.False(reader.TryMoveNext());
        Assert.False(reader.TryMoveNext());
        await pipe.Writer.WriteAsync(message.AsMemory(7));
        Assert.True(reader.TryMoveNext());
        Assert.Equal("hello"u8.ToArray(), reader.Current.ToArray());
        await pipe.Writer.CompleteAsync();
        Assert.False(reader.TryMoveNext());
        Assert.False(await reader.MoveNextAsync());
    }

    [Fact]
    public async Task ReadToEnd_WithAFurtherByte_SaysSoAtOnce()
    {
        var pipe = new Pipe();
        using var reader = new MessageReader(pipe.Reader, null, null, CompressionProviders.Default);
        await pipe.Writer.WriteAsync(RawGrpc.Message("x"u8));
        Assert.True(await reader.MoveNextAsync());
        ValueTask<bool> end = reader.ReadToEndAsync();
        Assert.False(end.IsCompleted);
        await pipe.Writer.WriteAsync(new byte[1]);
        Assert.False(await end);
    }

    [Fact]
    public async Task MoveNext_Cancelled_CanBeRepeated()
    {
        var pipe = new Pipe();
        using var reader = new MessageReader(pipe.Reader, null, null, CompressionProviders.Default);
        await pipe.Writer.WriteAsync(RawGrpc.Message("hello"u8).AsMemory(0, 6));
        ValueTask<bool> waiting = reader.MoveNextAsync();
        pipe.Reader.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        await pipe.Writer.WriteAsync("ello"u8.ToArray());
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal("hello"u8.ToArray(), reader.Current.ToArray());
    }

    [Fact]
    public async Task Length_BeyondTheLimit_IsRefusedBeforeAnyOfItIsThere()
    {
        var pipe = new Pipe();
        using var reader = new MessageReader(pipe.Reader, 10, null, CompressionProviders.Default);
        await pipe.Writer.WriteAsync(RawGrpc.Message([], declaredLength: uint.MaxValue));
        var error = await Assert.ThrowsAsync<RpcException>(async () => await reader.MoveNextAsync());
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task WriteInPiecesAsync(PipeWriter writer, byte[] bytes, Random random)
    {
        var pieces = new Random(random.Next());
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(bytes.Length - at, pieces.Next(1, 100));
            await writer.WriteAsync(bytes.AsMemory(at, length));
            at += length;
            if (pieces.Next(3) == 0) await Task.Yield();
        }

        await writer.CompleteAsync();
    }
}
