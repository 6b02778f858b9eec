using System.Buffers;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Sessions.Runtime;

namespace SolverGrpc.Service.Handlers;

/// <summary>Writes what a session says to its call, and leaves the call alone once it is over.</summary>
/// <param name="stream">The session's stream.</param>
/// <param name="responses">The call's.</param>
internal sealed class SessionMessages(SessionConnection stream, IRawStreamWriter responses)
{
    private readonly Lock _gate = new();
    private bool _stopped;

    /// <summary>Writes until the stream has ended.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        // the flush waits for a client that does not read: that stops this stream and nothing else
        while (await stream.WaitAsync(cancellation) && WriteAll() is { } wrote)
        {
            // an empty flush would begin the response, which may still end with nothing but a status
            if (wrote) await responses.FlushAsync();
        }
    }

    /// <summary>Nothing more is written. Does not wait for the client.</summary>
    public void Stop()
    {
        lock (_gate) _stopped = true;
    }

    // whether there was anything to write; null: nothing may be written any more
    private bool? WriteAll()
    {
        lock (_gate)
        {
            if (_stopped) return null;
            bool wrote = false;
            while (stream.Take() is { } message)
            {
                responses.BeginMessage().Write(message);
                responses.EndMessage();
                wrote = true;
            }

            return wrote;
        }
    }
}
