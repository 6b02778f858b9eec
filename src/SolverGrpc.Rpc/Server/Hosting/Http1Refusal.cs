using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>
/// Looks at the first bytes of a connection and answers HTTP/1.x with 426, which Kestrel itself does not: on an HTTP/2 port it says 400.
/// A connection that stops in the middle of the preface of HTTP/2 is closed; Kestrel would keep it for as long as an idle one.
/// </summary>
internal sealed class Http1Refusal(ConnectionDelegate next, TimeSpan timeout)
{
    private const string Text = "This port speaks gRPC, which takes HTTP/2 only.\n";

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        "HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2\r\nConnection: Upgrade, close\r\n"
        + $"Content-Type: text/plain\r\nContent-Length: {Text.Length}\r\n\r\n{Text}");

    private const int MethodBytesMin = 3;

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (await PassesAsync(connection))
            await next(connection);
    }

    // Whether the connection is Kestrel's; otherwise it has been answered, or is gone, which is no error of the server.
    private async Task<bool> PassesAsync(ConnectionContext connection)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(timeout);
        try
        {
            if (!await IsHttp1Async(connection, patience.Token))
                return true;
            await connection.Transport.Output.WriteAsync(Answer, patience.Token);
        }
        catch (OperationCanceledException)
        {
            connection.Abort(new ConnectionAbortedException("The connection said nothing in time."));
        }
        catch (IOException)
        {
            connection.Abort(new ConnectionAbortedException("The connection broke before it said what it speaks."));
        }

        return false;
    }

    private static async Task<bool> IsHttp1Async(ConnectionContext connection, CancellationToken patience)
    {
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync(patience);
            var isHttp1 = Classify(read.Buffer);
            connection.Transport.Input.AdvanceTo(
                read.Buffer.Start, isHttp1 is null && !read.IsCompleted ? read.Buffer.End : read.Buffer.Start);
            if (isHttp1 is not null || read.IsCompleted)
                return isHttp1 ?? false;
        }
    }

    // Nothing where more must be seen. HTTP/1.x begins with a method, in capitals; anything else is Kestrel's to refuse.
    private static bool? Classify(in ReadOnlySequence<byte> start)
    {
        Span<byte> bytes = stackalloc byte[(int)Math.Min(start.Length, Preface.Length)];
        start.Slice(0, bytes.Length).CopyTo(bytes);
        if (Preface.StartsWith(bytes))
            return bytes.Length == Preface.Length ? false : null;
        if (bytes.Length < MethodBytesMin)
            return null;
        var method = bytes[..MethodBytesMin];
        return !Preface.StartsWith(method) && !method.ContainsAnyExceptInRange((byte)'A', (byte)'Z');
    }
}
