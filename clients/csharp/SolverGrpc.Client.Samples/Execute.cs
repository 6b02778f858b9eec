using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Samples;

/// <summary>
/// Works an order over a stream: plans in, child orders and fills out. Survives restarts of the service. The market is made up: of every
/// seventh child order only a half is filled, and the rest is cancelled; the plan makes up for it.
/// </summary>
internal sealed class Execute
{
    private const int Periods = 60, ArrivalTicks = 5_000;
    private const long Units = 100_000;
    private const double Tick = 0.01;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20); // that a period takes

    private readonly SolverSession _session;
    private readonly IAsyncEnumerator<StreamReoptimizeResponse> _messages;
    private readonly TextWriter _output;
    private long _filled;
    private ExecutionSummary? _done;

    private Execute(SolverSession session, TextWriter output) =>
        (_session, _messages, _output) = (session, session.ReadAllAsync().GetAsyncEnumerator(), output);

    public static async Task RunAsync(SolverClient client, TextWriter output)
    {
        await using SolverSession session = client.OpenSession(Order());
        await new Execute(session, output).WorkAsync();
    }

    /// <summary>To buy in the minutes of an hour; impact is smallest at both ends.</summary>
    public static Open Order() => new()
    {
        ClientOrderId = $"sample-{Guid.NewGuid():N}",
        Policy = new() { EndOfWindow = EndOfWindow.Cancel },
        Problem = new()
        {
            Side = Side.Buy,
            QuantityUnits = Units,
            Grid = new() { PeriodCount = Periods },
            Cost = new()
            {
                Basis = ImpactBasis.PerShare,
                HalfSpread = { 0.005 },
                PowerLaw = new() { Alpha = { Enumerable.Range(0, Periods).Select(i => 2e-4 * (1 + Math.Sin(Math.PI * (i + 0.5) / Periods))) }, Beta = { 0.6 } },
            },
            WholeLots = new() { LotUnits = 1 },
            Instrument = new() { TickSize = Tick, ArrivalPrice = ArrivalTicks * Tick },
        },
    };

    private async Task WorkAsync()
    {
        await WaitAsync(1);
        for (int period = 0; period < Periods; period++)
        {
            await WaitAsync(await TradeAsync(period));
            await Task.Delay(Pace);
        }

        while (_done is null) await TakeAsync();
        await _session.CompleteAsync();
        await _output.WriteLineAsync($"done: filled {_done.FilledUnits} at {_done.AveragePrice:F4}, shortfall {_done.Shortfall:F2}");
        await _output.WriteLineAsync($"went on on a new stream {_session.Resumes} times");
        if (_done.FilledUnits != _filled) throw new InvalidOperationException($"The service knows of {_done.FilledUnits} filled units, we of {_filled}.");
    }

    // until the plan takes the event into account
    private async Task WaitAsync(long seq)
    {
        while (_session.BasedOnSeq < seq && _done is null) await TakeAsync();
    }

    // plans are in _session.Plan already
    private async Task TakeAsync()
    {
        if (!await _messages.MoveNextAsync()) throw new InvalidOperationException("The session ended without Done.");
        StreamReoptimizeResponse message = _messages.Current;
        if (message.EventRejected is { } rejected) throw new InvalidOperationException($"Event {rejected.Seq} was refused: {rejected.Error.Message}");
        if (message.Done is { } done) _done = done.Summary;
    }

    // sends the child order of a period, its fills and the close of the period
    private async Task<long> TradeAsync(int period)
    {
        long planned = _session.Plan[period], price = ArrivalTicks + (period % 5), fill = period % 7 == 6 ? planned / 2 : planned;
        string child = $"c{period}";
        if (planned > 0) await _session.SendAsync(new() { ChildSubmitted = new() { ChildId = child, Period = period, Units = planned } });
        if (fill > 0) await _session.SendAsync(new() { Fill = new() { ExecId = $"x{period}", ChildId = child, Units = fill, PriceTicks = price } });
        if (fill < planned) await _session.SendAsync(new() { ChildCancelled = new() { ChildId = child } });
        _filled += fill;
        await _output.WriteLineAsync($"period {period,2}  planned {planned,6}  filled {fill,6}  left {Units - _filled,6}");
        return await _session.SendAsync(new() { PeriodClose = new() { Period = period, ReferencePriceTicks = price, VolumeUnits = 50 * Units } });
    }
}
