using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;

namespace SolverGrpc.Stream.Tests;

/// <summary>Row 3 of the table of faults: numbers that are repeated, missing, reused or wrong.</summary>
public sealed class SequenceTests : IAsyncLifetime
{
    private readonly WorkedOrder _order = new();
    private StreamHost _host = null!;

    public async Task InitializeAsync() => _host = await StreamHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Open_GetsOpenedThenAPlan_ThenDurability()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        StreamReoptimizeResponse opened = await stream.NextAsync(), plan = await stream.NextAsync();
        Assert.Equal((1, 1, "here"), (opened.ServerSeq, opened.Opened.Epoch, opened.Opened.InstanceId));
        Assert.Equal((2, 1, WorkedOrder.Units), (plan.ServerSeq, plan.BasedOnSeq, plan.Plan.Units.Sum()));
        if (plan.DurableSeq < 1) await stream.DurableAsync(1);
    }

    [Fact]
    public async Task SameNumberSameContent_GetsItsAnswerAgain_AndHasNoSecondEffect()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        StreamReoptimizeRequest fill = _order.Fill("a", 100), refused = _order.Refused();
        await stream.SendAsync(fill);
        Plan plan = await stream.PlanAsync(2);
        await stream.SendAsync(refused);
        await stream.UntilAsync(message => message.EventRejected?.Seq == 3);

        await stream.SendAsync(fill);
        Assert.Equal(plan.Version, (await stream.PlanAsync(2)).Version);
        await stream.SendAsync(refused);
        StreamReoptimizeResponse again = await stream.UntilAsync(message => message.EventRejected?.Seq == 3);
        await stream.SendAsync(_order.Fill("b", 1));
        Assert.Equal(101, (await stream.PlanAsync(4)).State.FilledUnits);
        Assert.Equal(2, stream.Seen.Count(message => message.EventRejected is not null));
        Assert.Equal(stream.Seen.First(message => message.EventRejected is not null).EventRejected, again.EventRejected);
    }

    [Fact]
    public async Task SameNumberOtherContent_IsAlreadyExists_AndTheSessionIsKept()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        StreamReoptimizeRequest fill = _order.Fill("a", 100), other = fill.Clone();
        other.Fill.Units = 101;
        await stream.SendAsync(fill);
        await stream.SendAsync(other);
        Assert.Equal(StatusCode.AlreadyExists, (await stream.ErrorAsync()).StatusCode);
        Assert.Equal((2, 100), await KeptAsync());
    }

    [Fact]
    public async Task Gap_IsAskedForOnce_AndFilled()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        StreamReoptimizeRequest[] fills = [.. Enumerable.Range(1, 5).Select(i => _order.Fill($"{i}", i))];
        foreach (int i in (int[])[2, 3, 4]) await stream.SendAsync(fills[i]);
        ResendRequest asked = (await stream.UntilAsync(message => message.ResendRequest is not null)).ResendRequest;
        Assert.Equal((2, 3), (asked.FirstSeq, asked.LastSeq));
        await stream.SendAsync(fills[0]);
        await stream.SendAsync(fills[1]);
        Assert.Equal(15, (await stream.PlanAsync(6)).State.FilledUnits);
        Assert.Single(stream.Seen, message => message.ResendRequest is not null);
    }

    [Fact]
    public async Task Gap_Unfilled_IsFailedPrecondition_AndTheSessionIsKept()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        await stream.SendAsync(_order.Fill("a", 100));
        _order.Fill("never sent", 1);
        for (int i = 0; i < 257; i++) await stream.SendAsync(_order.Fill($"{i}", 1));
        Assert.Equal(StatusCode.FailedPrecondition, (await stream.ErrorAsync()).StatusCode);
        Assert.Equal((2, 100), await KeptAsync());
    }

    [Fact]
    public async Task HalfClose_WithAGap_IsFailedPrecondition()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        _order.Fill("never sent", 1);
        await stream.SendAsync(_order.Fill("a", 1));
        await stream.HalfCloseAsync();
        Assert.Equal(StatusCode.FailedPrecondition, (await stream.ErrorAsync()).StatusCode);
    }

    [Fact]
    public async Task TooLowAndForgotten_IsFailedPrecondition()
    {
        StreamReoptimizeRequest first;
        using (OpenStream stream = await _host.BeginAsync(_order.Open()))
        {
            first = _order.Fill("first", 1);
            await stream.SendAsync(first);
            for (int i = 0; i < 1_100; i++) await stream.SendAsync(_order.Fill($"{i}", 1));
            await stream.DurableAsync(1_102);
        }

        using OpenStream resumed = await _host.BeginAsync(_order.Resume());
        await resumed.SendAsync(first);
        RpcException error = await resumed.ErrorAsync();
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains("expected 1103", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task ZeroOrNegative_IsOutOfRange(long seq)
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        StreamReoptimizeRequest fill = _order.Fill("a", 1);
        fill.Seq = seq;
        await stream.SendAsync(fill);
        Assert.Equal(StatusCode.OutOfRange, (await stream.ErrorAsync()).StatusCode);
    }

    [Fact]
    public async Task OneBadEvent_IsRejected_AndTheStreamLivesOn()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        await stream.SendAsync(_order.Refused());
        await stream.SendAsync(_order.Fill("a", 7));
        Assert.Equal(7, (await stream.PlanAsync(3)).State.FilledUnits);
        Assert.Contains(stream.Seen, message => message.EventRejected?.Seq == 2);
    }

    [Fact]
    public async Task HalfClose_SaysEverything_ThenEnds()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        for (int i = 0; i < 20; i++) await stream.SendAsync(_order.Fill($"{i}", 1));
        await stream.HalfCloseAsync();
        await stream.EndAsync();
        Assert.Equal(20, stream.Seen.Last(message => message.Plan is not null).Plan.State.FilledUnits);
        Assert.Equal(21, stream.Seen.Max(message => message.DurableSeq));
    }

    [Fact]
    public async Task ServerSeqs_HaveNoGap()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        for (int i = 0; i < 200; i++) await stream.SendAsync(i % 5 == 0 ? _order.Refused() : _order.Fill($"{i}", 1));
        await stream.HalfCloseAsync();
        await stream.EndAsync();
        Assert.Equal(Enumerable.Range(1, stream.Seen.Count).Select(i => (long)i), stream.Seen.Select(message => message.ServerSeq));
        Assert.Equal(40, stream.Seen.Count(message => message.EventRejected is not null));
    }

    [Fact]
    public async Task BytesThatAreNoMessage_AreInternal_AndTheSessionIsKept()
    {
        // 0x1a begins an open, and 0xff is none
        byte[] body = [.. Framed(_order.Open().ToByteArray()), .. Framed(_order.Fill("a", 5).ToByteArray()), .. Framed([0x1a, 1, 0xff])];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/solver.v1.SolverService/StreamReoptimize")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);
        await response.Content.ReadAsByteArrayAsync();
        Assert.Equal("13", response.TrailingHeaders.TryGetValues("grpc-status", out var values) ? values.Single() : response.Headers.GetValues("grpc-status").Single());
        Assert.Equal((2, 5), await KeptAsync());
    }

    // what the session has after a stream has ended
    private async Task<(long LastSeq, long Filled)> KeptAsync()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Resume());
        Resumed resumed = (await stream.NextAsync()).Resumed;
        return (resumed.LastSeq, resumed.State.FilledUnits);
    }

    private static byte[] Framed(byte[] message)
    {
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    private async ValueTask<System.IO.Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_host.Path("socket")), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
