using System.Net;
using System.Net.Sockets;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Clients;

/// <summary>How a flood ended.</summary>
internal enum FloodEnd
{
    /// <summary>The server took all of it and still answers on the connection.</summary>
    Taken,

    /// <summary>The server read no further.</summary>
    HeldBack,

    /// <summary>The server closed the connection.</summary>
    Closed,
}

/// <summary>A connection that says things as fast as they are taken.</summary>
internal static class Flood
{
    private const int LastStream = 9_999_999;

    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(2);

    /// <summary>Sends one burst after the other and reads what the server says.</summary>
    public static async Task<FloodEnd> OfReaderAsync(EndPoint address, IEnumerable<byte[]> bursts)
    {
        await using RawHttp2Connection wire = await RawHttp2Connection.ConnectAsync(address);
        try
        {
            foreach (byte[] burst in bursts) await wire.BytesAsync(burst);
            await wire.HeadersAsync(LastStream, RawGrpc.Headers(SolverCalls.Solve));
            await wire.DataAsync(LastStream, SolverCalls.Framed(Orders.Published()), endStream: true);
        }
        catch (IOException)
        {
            await wire.ClosedAsync();
        }

        StreamTranscript last = await wire.AnswerAsync(LastStream);
        if (wire.GoAway is not null || last.ConnectionLost) return FloodEnd.Closed;
        Assert.True(last.GrpcStatus == 0, last.ToString());
        return FloodEnd.Taken;
    }

    /// <summary>The same without ever reading.</summary>
    public static async Task<FloodEnd> OfDeafAsync(EndPoint address, IEnumerable<byte[]> bursts)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        try
        {
            foreach (byte[] burst in bursts.Prepend(RawFrame.Greeting))
            {
                using var stuck = new CancellationTokenSource(Stuck);
                for (ReadOnlyMemory<byte> rest = burst; !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest, stuck.Token)..];
            }
        }
        catch (OperationCanceledException)
        {
            return FloodEnd.HeldBack;
        }
        catch (SocketException)
        {
            return FloodEnd.Closed;
        }

        return FloodEnd.Taken;
    }
}
