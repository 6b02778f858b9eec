using Google.Protobuf;
using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Service;

/// <summary>Messages that are too long, too short, no messages, or much larger than they look.</summary>
public sealed class MessageAbuseTests(AbusedHost host) : IClassFixture<AbusedHost>
{
    private const int InvalidArgument = 3, ResourceExhausted = 8, Internal = 13;

    // the shared pool keeps an array for every thread that has inflated, and for some minutes
    private const long PooledMax = 64 << 20;

    // of both ends and the bystander, while one call is refused
    private const long AllocationMax = 96 << 20;

    private static readonly int Limit = AbusedHost.Options.MessageBytesMax;

    [Theory]
    [InlineData((4u << 20) + 1)]
    [InlineData(uint.MaxValue)]
    public Task Length_BeyondTheLimit_IsRefusedBeforeItsBytesCome(uint length) => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(RawGrpc.Headers(SolverCalls.Solve));
        await wire.DataAsync(stream, RawGrpc.Message(new byte[10], declaredLength: length));
        Assert.Equal(ResourceExhausted, (await wire.AnswerAsync(stream)).GrpcStatus);
    });

    [Fact]
    public Task Message_CutOff_IsInternal() => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        byte[] whole = SolverCalls.Framed(Orders.Published());
        for (int length = 1; length < whole.Length; length++)
            Assert.Equal(Internal, (await wire.CallAsync(SolverCalls.Solve, whole[..length])).GrpcStatus);
    });

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("00")]
    [InlineData("120A")]
    [InlineData("0B")]
    public Task Bytes_ThatAreNoMessage_AreInternal(string hex) => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        byte[] body = RawGrpc.Message(Convert.FromHexString(hex));
        Assert.Equal(Internal, (await wire.CallAsync(SolverCalls.Solve, body)).GrpcStatus);
        Assert.Equal(Internal, (await wire.CallAsync(SolverCalls.SolveMany, body)).GrpcStatus);
        Assert.Equal(Internal, (await wire.CallAsync("/solver.v1.SolverService/Compare", body)).GrpcStatus);
        Assert.Equal(Internal, (await wire.CallAsync("/solver.v1.SolverService/TraceFrontier", body)).GrpcStatus);
    });

    [Fact]
    public Task Groups_NestedWithoutEnd_AreInternal() => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        byte[] groups = [.. Enumerable.Repeat((byte)((15 << 3) | 3), 1_000_000)];
        Assert.Equal(Internal, (await wire.CallAsync(SolverCalls.Solve, RawGrpc.Message(groups))).GrpcStatus);
        Assert.Equal(Internal, (await wire.CallAsync("/solver.v1.SolverService/Compare", RawGrpc.Message(groups))).GrpcStatus);
    });

    [Theory]
    [InlineData(SolverCalls.Solve)]
    [InlineData(SolverCalls.SolveMany)]
    public Task Bomb_Compressed_IsRefusedWhereItUnfolds(string path) => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        byte[] bomb = RawGrpc.Message(Gzip.OfZeros(16 * Limit), flag: 1);
        Assert.InRange(bomb.Length, 1, Limit);
        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal(ResourceExhausted, (await wire.CallAsync(path, bomb, ("grpc-encoding", "gzip"))).GrpcStatus);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, AllocationMax);
    }, PooledMax);

    [Fact]
    public Task Gzip_Corrupt_IsInternal() => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        byte[] good = Gzip.Of(Orders.Day(100).ToByteArray());
        for (int i = 0; i < good.Length; i += 7)
        {
            byte[] corrupt = [.. good];
            corrupt[i] ^= 0x55;
            StreamTranscript answer = await wire.CallAsync(SolverCalls.Solve, RawGrpc.Message(corrupt, flag: 1), ("grpc-encoding", "gzip"));
            Assert.True(answer.GrpcStatus is 0 or InvalidArgument or Internal, $"byte {i}: {answer}");
        }
    });

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData(null)]
    public Task ContentType_OfSomethingElse_Is415(string? contentType) => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        StreamTranscript answer = await wire.SolveAsync(Orders.Published(), ("content-type", contentType));
        Assert.Equal(415, answer.Status);
    });

    /// <summary>Valid protobuf in which the fields are many more than any valid request has: refused, and nothing of it is kept.</summary>
    [Theory]
    [InlineData("array")]
    [InlineData("paths")]
    [InlineData("paths of nonsense")]
    [InlineData("problems")]
    [InlineData("levels")]
    [InlineData("request_id")]
    [InlineData("request_id of nonsense")]
    [InlineData("methods")]
    public Task Fields_ByTheMillion_AreRefusedAndForgotten(string kind) => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        byte[] request = [.. Orders.Published().ToByteArray(), .. Excess(kind)];
        long before = GC.GetTotalAllocatedBytes();
        StreamTranscript answer = await wire.CallAsync(kind == "methods" ? "/solver.v1.SolverService/Compare" : SolverCalls.Solve, RawGrpc.Message(request));
        Assert.True(answer.GrpcStatus is InvalidArgument, answer.ToString());
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, AllocationMax);
    });

    /// <summary>A few bytes that ask for a problem of gigabytes.</summary>
    [Fact]
    public Task Levels_OfOneBookForAMillionPeriods_AreRefused() => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        SolveRequest request = Orders.Published();
        request.Problem.Grid.PeriodCount = 1_000_000;
        request.Problem.Cost.PiecewiseLinear = new() { LevelCount = { 1024 }, LevelSize = { Enumerable.Repeat(1.0, 1024) }, LevelPrice = { Enumerable.Repeat(1.0, 1024) } };
        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal(InvalidArgument, (await wire.SolveAsync(request)).GrpcStatus);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 8 * AllocationMax);
    });

    private static byte[] Excess(string kind)
    {
        const int Many = 1_000_000;
        return kind switch
        {
            "array" => new SolveRequest { Problem = new() { Bounds = new() { MinQuantity = { new double[Many / 2] } } } }.ToByteArray(),
            "paths" => Embedded(4, Repeat([0x0A, 0x00], Many)),
            "paths of nonsense" => Embedded(4, Repeat([0x0A, 0x02, 0xFF, 0xFF], Many)),
            "problems" => [.. Repeat([0x12, 0x00], Many), 0x12, 0x04, 0x22, 0x02, 0x08, 0x00],
            "levels" => Embedded(2, Embedded(5, Embedded(6, Repeat([0x08, 0x01], Many)))),
            "methods" => Embedded(3, Repeat([0x7F], Many)),
            "request_id" => Embedded(1, Repeat([(byte)'x'], Many)),
            _ => Embedded(1, Repeat([0xFF], Many)),
        };
    }

    private static byte[] Repeat(byte[] bytes, int count)
    {
        var all = new byte[bytes.Length * count];
        for (int i = 0; i < all.Length; i += bytes.Length) bytes.CopyTo(all, i);
        return all;
    }

    private static byte[] Embedded(int field, byte[] content)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        output.Flush();
        return stream.ToArray();
    }
}
