using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// A schedule in whole lots that is being settled: the cheapest next lot and the dearest last lot of all periods are
/// always at hand. Σ k = K is reached by the cheapest additions or the dearest removals; afterwards lots move from dear to
/// cheap as long as that pays. No lot then costs more than any that is not bought, which for convex costs is optimality.
/// Of equal prices the earlier period buys: waiting saves nothing.
/// </summary>
internal ref struct LotSettlement
{
    private readonly AllocationProblem _problem;
    private readonly LotGrid _grid;
    private readonly LotPrices _prices;
    private readonly LotState _state;
    private readonly MinimumTree _next;
    private readonly MinimumTree _previous;
    private CompensatedSum _cost;
    private long _missing;
    private int _carrier;

    /// <summary>
    /// Starts from <paramref name="state"/>, priced; nobody but <paramref name="carrier"/> carries the odd lot (−1: nobody does).
    /// </summary>
    public LotSettlement(AllocationProblem problem, in LotGrid grid, in LotState state, int carrier, Workspace workspace)
    {
        _problem = problem;
        _grid = grid;
        _prices = new LotPrices(problem, grid);
        _state = state;
        _carrier = carrier;
        _next = new MinimumTree(state.Next, lastWins: false, workspace);
        _previous = new MinimumTree(state.Previous, lastWins: true, workspace);
        _missing = grid.Lots;
        foreach (long lots in state.Lots) _missing -= lots;
    }

    /// <summary>Cost of the schedule beside the one it started from, in currency.</summary>
    public readonly double AddedCost => _cost.Value;

    /// <summary>A multiplier between the dearest lot bought and the cheapest not bought, per share; 0 if nothing can move.</summary>
    public readonly double Lambda
    {
        get
        {
            double below = -_previous.Key, above = _next.Key;
            double price = double.IsInfinity(below) ? above : double.IsInfinity(above) ? below : below + (0.5 * (above - below));
            return double.IsInfinity(price) ? 0 : price / _grid.Step;
        }
    }

    /// <summary>The odd lot goes to <paramref name="carrier"/>, whose range becomes [first, last]; its lots are moved into it.</summary>
    public void Carry(int carrier, LotRange range)
    {
        if (_carrier >= 0)
        {
            int former = _carrier;
            _carrier = -1;
            LotRange whole = _grid.Range(_problem, former, carries: false);
            Replace(former, whole, wasCarrier: true);
        }

        _carrier = carrier;
        Replace(carrier, range, wasCarrier: false);
    }

    /// <summary>Reaches Σ k = K at the smallest cost.</summary>
    public Outcome Settle(SolveBudget budget)
    {
        long moves = 0;
        while (_missing != 0 || (_next.Key < -_previous.Key && _next.Winner != _previous.Winner))
        {
            if (++moves % LooksEvery == 0 && budget.Exhausted) return Outcome.OutOfTime;
            if (_missing >= 0)
            {
                if (double.IsPositiveInfinity(_next.Key)) return Outcome.Impossible;
                Move(_next.Winner, 1, _next.Key);
            }
            else
            {
                if (double.IsPositiveInfinity(_previous.Key)) return Outcome.Impossible;
                Move(_previous.Winner, -1, _previous.Key);
            }
        }

        return Outcome.Settled;
    }

    /// <summary>How settling ended.</summary>
    public enum Outcome
    {
        /// <summary>Σ k = K.</summary>
        Settled,

        /// <summary>Floors or caps leave no way to K.</summary>
        Impossible,

        /// <summary>The budget ran out.</summary>
        OutOfTime,
    }

    // a move prices two lots and replays two branches of the trees: some hundred nanoseconds
    private const int LooksEvery = SolveBudget.WorkBetweenLooks / 32;

    private void Move(int i, int lots, double cost)
    {
        _cost.Add(cost);
        _state.Lots[i] += lots;
        _missing -= lots;
        Price(i);
    }

    private void Replace(int i, LotRange range, bool wasCarrier)
    {
        long before = _state.Lots[i], after = Math.Clamp(before, range.First, Math.Max(range.First, range.Last));
        _cost.Add(-PeriodCost.Value(_problem, i, _grid.Shares(before, wasCarrier)));
        _cost.Add(PeriodCost.Value(_problem, i, _grid.Shares(after, i == _carrier)));
        _missing += before - after;
        _state.Set(i, after, range);
        Price(i);
    }

    private readonly void Price(int i)
    {
        _state.Price(_prices, i, i == _carrier);
        _next.Update(i, _state.Next[i]);
        _previous.Update(i, _state.Previous[i]);
    }
}
