using Microsoft.AspNetCore.Http;

namespace SolverGrpc.Rpc.Server;

/// <summary>A call as its handler sees it.</summary>
public abstract class ServerCallContext
{
    /// <summary>The path of the method, as in <c>/solver.v1.SolverService/Solve</c>.</summary>
    public abstract string Method { get; }

    /// <summary>The authority the client called.</summary>
    public abstract string Host { get; }

    /// <summary>Where the client is: <c>ipv4:address:port</c>, <c>ipv6:[address]:port</c> or <c>unix:</c>.</summary>
    public abstract string Peer { get; }

    /// <summary>When the call must have ended, UTC; <see cref="DateTime.MaxValue"/> when the client set no deadline.</summary>
    public abstract DateTime Deadline { get; }

    /// <summary>The time left until the deadline, not negative; <see cref="TimeSpan.MaxValue"/> when the client set no deadline.</summary>
    public abstract TimeSpan TimeRemaining { get; }

    /// <summary>Cancelled when the client has gone, the deadline has passed or the server has ended the call.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Cancelled when the server begins to stop; a stream has then a grace period to end by itself.</summary>
    public abstract CancellationToken ServerStopping { get; }

    /// <summary>The client's metadata.</summary>
    public abstract Metadata RequestHeaders { get; }

    /// <summary>The metadata sent after the last message.</summary>
    public abstract Metadata ResponseTrailers { get; }

    /// <summary>How the call ends when the handler returns; OK by default.</summary>
    public Status Status { get; set; } = Status.DefaultSuccess;

    /// <summary>How responses are written where the stream says nothing else.</summary>
    public WriteOptions? WriteOptions { get; set; }

    /// <summary>
    /// The encoding of the responses of this call, used if the client accepts it; at first what the service offers.
    /// Without effect once the first response has been written.
    /// </summary>
    public abstract string? ResponseEncoding { get; set; }

    /// <summary>Whether the request message read last travelled compressed.</summary>
    public abstract bool RequestWasCompressed { get; }

    /// <summary>Whatever the handler's own parts want to tell each other.</summary>
    public IDictionary<object, object> UserState => field ??= new Dictionary<object, object>();

    /// <summary>The HTTP request, for the connection and the client's certificate; nothing where the call has none, as in tests.</summary>
    public virtual HttpContext? HttpContext => null;

    /// <summary>Sends the response headers now instead of with the first message.</summary>
    /// <param name="responseHeaders">The metadata to send with them.</param>
    /// <returns>Ends when they are sent.</returns>
    /// <exception cref="InvalidOperationException">They have been sent already.</exception>
    public abstract Task WriteResponseHeadersAsync(Metadata responseHeaders);
}
