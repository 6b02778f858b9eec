using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SolverGrpc.Rpc.Compression;
using SolverGrpc.Rpc.Framing;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>
/// The responses of one call and its end. The handler writes and ends; the deadline, or a server that stops, may end the call at any
/// moment from another thread. Whoever comes first decides the status, and after it nothing is written.
/// </summary>
internal sealed class ResponseWriter(HttpContext http, GrpcServiceOptions options, TimeProvider time)
{
    private const int NoError = 0;      // HTTP/2 error codes
    private const int Cancel = 8;

    // How long the trailers of a call that is ended early may wait for a client that does not read.
    private static readonly TimeSpan TrailersWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ICompressionProvider? _compression;
    private Task? _earlyEnd;
    private bool _begun;
    private bool _ended;

    /// <summary>The encoding wanted for the messages; only if the client accepts it.</summary>
    public string? Encoding { get; set; } = options.ResponseCompressionAlgorithm;

    /// <summary>The status the call has ended with; meaningless before.</summary>
    public StatusCode EndStatus { get; private set; }

    /// <summary>Puts a message behind those not yet flushed.</summary>
    public void Write(IMessage message, bool noCompress = false)
    {
        lock (_gate)
        {
            Begin();
            if (_compression is null || noCompress)
            {
                MessageWriter.Write(http.Response.BodyWriter, message, options.MaxSendMessageSize);
            }
            else
            {
                WriteCompressed(message.ToByteArray(), _compression);
            }
        }
    }

    /// <inheritdoc cref="Write(IMessage, bool)"/>
    public void Write(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            Begin();
            if (_compression is null)
                MessageWriter.Write(http.Response.BodyWriter, message, options.MaxSendMessageSize);
            else
                WriteCompressed(message, _compression);
        }
    }

    /// <summary>Sends what has been written; ends when there is room for more.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        ValueTask<System.IO.Pipelines.FlushResult> flush;
        lock (_gate)
        {
            ThrowIfEnded();
            flush = http.Response.BodyWriter.FlushAsync(cancellationToken);
        }

        var result = await flush;
        if (result.IsCompleted || result.IsCanceled)
            throw new CallEndedException("The client has gone.");
    }

    /// <summary>Sends the headers now.</summary>
    public Task StartAsync(Metadata headers)
    {
        lock (_gate)
        {
            if (_begun)
                throw new InvalidOperationException("The response headers have been sent already.");
            Begin();
            StatusHeaders.Append(http.Response.Headers, headers);

            // Starting the response alone leaves the headers in the buffer.
            return http.Response.BodyWriter.FlushAsync().AsTask();
        }
    }

    /// <summary>Ends the call with a status; the caller returns to the server, which sends it.</summary>
    /// <returns>Done, or else the end that came first and must be awaited.</returns>
    public Task EndAsync(Status status, Metadata? trailers)
    {
        lock (_gate)
        {
            if (_ended)
                return _earlyEnd ?? Task.CompletedTask;
            End(status, trailers);
            return Task.CompletedTask;
        }
    }

    /// <summary>Ends the call with a status while the handler may still be running, and resets the stream.</summary>
    /// <returns>Whether this was the first end.</returns>
    public bool TryEndEarly(Status status, Metadata? trailers)
    {
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task completion;
        lock (_gate)
        {
            if (_ended)
                return false;
            End(status, trailers);
            _earlyEnd = finished.Task;
            completion = http.Response.CompleteAsync();
        }

        _ = FinishAsync(completion, finished);
        return true;
    }

    // The trailers go first and carry the status; the reset after them tells the client to stop sending. Nobody awaits this but the
    // end of the call, which must come whatever happens.
    private async Task FinishAsync(Task completion, TaskCompletionSource finished)
    {
        try
        {
            await completion.WaitAsync(TrailersWait, time);
            Reset(NoError);
        }
        catch (Exception e) when (e is TimeoutException or IOException or OperationCanceledException)
        {
            Reset(Cancel);
        }
        finally
        {
            finished.SetResult();
        }
    }

    private void Reset(int error) => http.Features.Get<IHttpResetFeature>()?.Reset(error);

    private void Begin()
    {
        ThrowIfEnded();
        if (_begun)
            return;
        _begun = true;
        if (Encoding is { } name && options.Compression.Find(name) is { } provider
            && CompressionProviders.IsAccepted((string?)http.Request.Headers.GrpcAcceptEncoding, provider.EncodingName))
        {
            _compression = provider;
            http.Response.Headers.GrpcEncoding = provider.EncodingName;
        }
    }

    private void End(Status status, Metadata? trailers)
    {
        _ended = true;
        EndStatus = status.StatusCode;
        StatusHeaders.Write(http, status, trailers, trailersOnly: !_begun);
    }

    private void WriteCompressed(ReadOnlySpan<byte> message, ICompressionProvider compression)
        => MessageWriter.WriteCompressed(
            http.Response.BodyWriter, message, compression, options.ResponseCompressionLevel, options.MaxSendMessageSize);

    private void ThrowIfEnded()
    {
        if (_ended)
            throw new CallEndedException("The call has ended.");
    }
}
