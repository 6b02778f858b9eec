using SolverGrpc.Cli.Service;
using SolverGrpc.Client;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Working;

/// <summary>
/// Works a parent order through a day, as a trading system would: quotes, a child order for what is planned, fills, the rest of the child
/// order cancelled, the period closed. What books and own fills teach about costs is estimated again every period (<see cref="Reestimation"/>) and told to
/// the session: that is how it finds out that trading has become dearer. For some periods trading is halted.
/// </summary>
internal sealed class WorkedDay
{
    private const double DepthOfParts = 8;
    private const long NsPerSecond = 1_000_000_000, NsPerPeriod = 60 * NsPerSecond;

    private readonly SolverSession _session;
    private readonly Reestimation _reestimation;
    private readonly Problem _problem;
    private readonly SimulatedVenue _venue;
    private readonly TimeSpan _pace;
    private readonly int _haltFrom, _haltTo;
    private readonly double _quantum, _depth;
    private readonly IAsyncEnumerator<StreamReoptimizeResponse> _messages;
    private long _sent = 1, _heard;

    /// <summary>Prepares the day.</summary>
    /// <param name="session">Just opened.</param>
    /// <param name="reestimation">Just opened, with the same problem.</param>
    /// <param name="problem">Its problem.</param>
    /// <param name="venue">Where it is worked.</param>
    /// <param name="pace">Least time between two periods.</param>
    /// <param name="cancellation">Ends the day early.</param>
    public WorkedDay(SolverSession session, Reestimation reestimation, Problem problem, SimulatedVenue venue, TimeSpan pace, CancellationToken cancellation)
    {
        (_session, _reestimation, _problem, _venue, _pace) = (session, reestimation, problem, venue, pace);
        int periods = problem.Grid.PeriodCount;
        (_haltFrom, _haltTo) = (periods / 2, (periods / 2) + (periods / 40));
        _quantum = problem.Instrument.Quantum > 0 ? problem.Instrument.Quantum : 1;
        _depth = DepthOfParts * Math.Max(1, problem.QuantityUnits * _quantum / periods);
        _messages = session.ReadAllAsync(cancellation).GetAsyncEnumerator(cancellation);
    }

    /// <summary>What the last plan said; null before the first.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>The final summary; null before the end.</summary>
    public ExecutionSummary? Summary { get; private set; }

    /// <summary>How often the session was resumed.</summary>
    public int Resumptions { get; private set; }

    /// <summary>Child orders that went out, and those of them whose rest was cancelled.</summary>
    public (int Submitted, int Cancelled) ChildOrders { get; private set; }

    /// <summary>Warnings, residuals, refusals: what a desk looks at, in order, for people.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>There are enough periods for a halt.</summary>
    public bool HasHalt => _haltTo > _haltFrom;

    /// <summary>Whether trading is halted in a period.</summary>
    public bool IsHalted(int period) => period >= _haltFrom && period < _haltTo;

    /// <summary>Works the order to its end.</summary>
    /// <param name="progress">Told after every period: its number, what was planned for it and what was filled.</param>
    /// <param name="cancellation">Ends the day early.</param>
    public async Task RunAsync(Action<int, long, long> progress, CancellationToken cancellation)
    {
        await HearAsync();
        for (int i = 0; i < _problem.Grid.PeriodCount && Summary is null; i++)
        {
            if (i == _haltFrom && HasHalt) await SendAsync(new() { Halt = new() });
            if (i == _haltTo && HasHalt) await SendAsync(new() { Unhalt = new() });
            (long bid, long ask) = _venue.Quote(i);
            await SendAsync(new() { Quote = new() { BidTicks = bid, AskTicks = ask } });
            if (_venue.Book(i, _depth) is { } book)
            {
                book.TimeNs = i * NsPerPeriod;
                await _reestimation.SendAsync(new MarketBatch { Events = { book } });
            }

            await HearAsync();
            long planned = _session.Plan[i];
            long filled = planned > 0 ? await TradeAsync(i, planned) : 0;
            if (filled > 0) await LearnAsync(i, filled);
            ReestimateResponse learnt = await _reestimation.CloseAsync(i);
            Remarks.AddRange(learnt.Jumps.Select(Reestimation.Text));
            if (learnt.Update is not null) await SendAsync(new() { MarketUpdate = learnt.Update });
            await SendAsync(new() { PeriodClose = new() { Period = i, ReferencePriceTicks = _venue.MidTicks(i + 1) } });
            await HearAsync();
            while (i + 1 == _problem.Grid.PeriodCount && Summary is null) await NextAsync();
            progress(i, planned, filled);
            if (_pace > TimeSpan.Zero) await Task.Delay(_pace, cancellation);
        }

        await _session.CompleteAsync();
    }

    private async Task<long> TradeAsync(int period, long planned)
    {
        string id = $"child-{period}";
        await SendAsync(new() { ChildSubmitted = new() { ChildId = id, Period = period, Units = planned } });
        long filled = _venue.Fillable(period, planned), first = filled / 2;
        long price = filled > 0 ? _venue.PriceTicks(period, filled) : 0;
        if (first > 0) await SendAsync(new() { Fill = new() { ExecId = $"{id}-1", ChildId = id, Units = first, PriceTicks = price } });
        if (filled > first) await SendAsync(new() { Fill = new() { ExecId = $"{id}-2", ChildId = id, Units = filled - first, PriceTicks = price } });
        if (filled < planned) await SendAsync(new() { ChildCancelled = new() { ChildId = id } });
        ChildOrders = (ChildOrders.Submitted + 1, ChildOrders.Cancelled + (filled < planned ? 1 : 0));
        return filled;
    }

    private Task LearnAsync(int period, long filled) => _reestimation.SendAsync(
        new OwnExecution { Quantity = filled * _quantum, Price = _venue.PriceTicks(period, filled) * _problem.Instrument.TickSize, Mid = _venue.Mid(period) });

    private async ValueTask SendAsync(StreamReoptimizeRequest message) => _sent = await _session.SendAsync(message);

    // until the server has taken everything into account
    private async Task HearAsync()
    {
        while (_heard < _sent) await NextAsync();
    }

    private async Task NextAsync()
    {
        if (!await _messages.MoveNextAsync()) throw new OperationCanceledException("the session has ended");
        StreamReoptimizeResponse message = _messages.Current;
        switch (message.MessageCase)
        {
            case StreamReoptimizeResponse.MessageOneofCase.Plan: Plan = message.Plan; break;
            case StreamReoptimizeResponse.MessageOneofCase.Done: Summary = message.Done.Summary; break;
            case StreamReoptimizeResponse.MessageOneofCase.Resumed: Resumptions++; break;
            case StreamReoptimizeResponse.MessageOneofCase.Residual: Remarks.Add($"{message.Residual.Units} units are left: {message.Residual.PolicyApplied}"); break;
            case StreamReoptimizeResponse.MessageOneofCase.EventRejected: Remarks.Add($"event {message.EventRejected.Seq} refused: {message.EventRejected.Error.Message}"); break;
            case StreamReoptimizeResponse.MessageOneofCase.Warning when message.Warning.Kind != WarningKind.Behind: Remarks.Add($"{message.Warning.Kind}: {message.Warning.Detail}"); break;
        }

        // of a batch the plan is said last: it is here at the latest when the next event has been heard of
        _heard = Math.Max(_heard, message.BasedOnSeq);
    }
}
