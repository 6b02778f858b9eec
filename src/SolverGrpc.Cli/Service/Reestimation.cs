using System.Globalization;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Cli.Service;

/// <summary>
/// A stream of Reestimate: what was seen goes in, and every close of a period is answered. The service keeps nothing, so that after a lost
/// connection everything is told again to a new stream, if it was kept: the answers are the same.
/// </summary>
internal sealed class Reestimation : IAsyncDisposable
{
    private readonly Channel _channel;
    private readonly CallOptions _options;
    private readonly List<ReestimateRequest>? _told;
    private AsyncDuplexStreamingCall<ReestimateRequest, ReestimateResponse> _call;

    private Reestimation(Channel channel, CallOptions call, bool isKept)
    {
        (_channel, _options, _told) = (channel, call with { WaitForReady = true }, isKept ? [] : null);
        _call = channel.DuplexStreamingCall(CalibrationMethods.Reestimate, call);
    }

    /// <summary>Begins.</summary>
    /// <param name="channel">To the service.</param>
    /// <param name="open">The baseline.</param>
    /// <param name="call">How to call.</param>
    /// <param name="isKept">What is told is kept, so that a lost connection does no harm.</param>
    public static async Task<Reestimation> OpenAsync(Channel channel, ReestimateOpen open, CallOptions call, bool isKept = false)
    {
        var reestimation = new Reestimation(channel, call, isKept);
        await reestimation.WriteAsync(new ReestimateRequest { Open = open });
        return reestimation;
    }

    /// <summary>A jump in words.</summary>
    public static string Text(ReestimateJump jump) => string.Create(
        CultureInfo.InvariantCulture, $"{Show.Name(jump.Quantity)} is seen at {jump.Observed:0.00} of what was calibrated; {jump.Taken:0.00} is taken over for now");

    /// <summary>Tells books and trades; none is nothing to tell.</summary>
    public async Task SendAsync(MarketBatch batch)
    {
        if (batch.Events.Count > 0) await WriteAsync(new ReestimateRequest { Batch = batch });
    }

    /// <summary>Tells an own execution.</summary>
    public Task SendAsync(OwnExecution execution) => WriteAsync(new ReestimateRequest { Execution = execution });

    /// <summary>Closes the open period.</summary>
    /// <returns>What holds for the rest.</returns>
    public async Task<ReestimateResponse> CloseAsync(int period)
    {
        await WriteAsync(new ReestimateRequest { Close = new ReestimateClose { Period = period } });
        while (true)
        {
            try
            {
                return await ReadAsync();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && _told is not null)
            {
                await TellAgainAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // it was over before
        }

        _call.Dispose();
    }

    private async Task<ReestimateResponse> ReadAsync() => await _call.ResponseStream.MoveNext(_options.CancellationToken)
        ? _call.ResponseStream.Current
        : throw new RpcException(StatusCode.Unavailable, "the service ended the stream");

    private async Task WriteAsync(ReestimateRequest request)
    {
        _told?.Add(request);
        try
        {
            await _call.RequestStream.WriteAsync(request);
        }
        catch (RpcException) when (_told is not null)
        {
            // noticed again, and made good, when an answer is waited for
        }
        catch (RpcException)
        {
            // where the service ended the call, reading says why
            while (await _call.ResponseStream.MoveNext(_options.CancellationToken))
            {
            }

            throw;
        }
    }

    // all closes but the last have been answered before
    private async Task TellAgainAsync()
    {
        _call.Dispose();
        _call = _channel.DuplexStreamingCall(CalibrationMethods.Reestimate, _options);
        try
        {
            foreach (ReestimateRequest request in _told!)
            {
                await _call.RequestStream.WriteAsync(request);
                if (request.Close is not null && request != _told[^1]) await ReadAsync();
            }
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            // lost once more: the next reading says so
        }
    }
}
