using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>
/// Looks at the first bytes of a connection and answers HTTP/1.x with 426, which Kestrel itself does not: on an HTTP/2 port it says 400.
/// </summary>
internal sealed class Http1Refusal(ConnectionDelegate next, TimeSpan timeout)
{
    private const string Text = "This port speaks gRPC, which takes HTTP/2 only.\n";

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        "HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2\r\nConnection: Upgrade, close\r\n"
        + $"Content-Type: text/plain\r\nContent-Length: {Text.Length}\r\n\r\n{Text}");

    // Only the preface of HTTP/2 begins with these three bytes.
    private static ReadOnlySpan<byte> Http2 => "PRI"u8;

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (await IsHttp1Async(connection))
            await connection.Transport.Output.WriteAsync(Answer);
        else
            await next(connection);
    }

    private async Task<bool> IsHttp1Async(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(timeout);
        try
        {
            while (true)
            {
                var read = await connection.Transport.Input.ReadAsync(patience.Token);
                var isHttp1 = Classify(read.Buffer);
                connection.Transport.Input.AdvanceTo(
                    read.Buffer.Start, isHttp1 is null && !read.IsCompleted ? read.Buffer.End : read.Buffer.Start);
                if (isHttp1 is not null || read.IsCompleted)
                    return isHttp1 ?? false;
            }
        }
        catch (OperationCanceledException)
        {
            connection.Abort(new ConnectionAbortedException("The connection said nothing in time."));
            return false;
        }
    }

    // HTTP/1.x begins with a method, in capitals; anything else is Kestrel's to refuse.
    private static bool? Classify(in ReadOnlySequence<byte> start)
    {
        if (start.Length < Http2.Length)
            return null;
        Span<byte> bytes = stackalloc byte[Http2.Length];
        start.Slice(0, Http2.Length).CopyTo(bytes);
        return !bytes.SequenceEqual(Http2) && !bytes.ContainsAnyExceptInRange((byte)'A', (byte)'Z');
    }
}
