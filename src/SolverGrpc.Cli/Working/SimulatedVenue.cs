using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Cli.Working;

/// <summary>
/// A market to practise on, made from a seed: the mid walks with the problem's volatility, and a child order pays what the problem's
/// costs say, times a factor that the day brings (log-normal around 1, and <see cref="Stress"/> from some period on). Some child orders
/// fill in part only. What a period brings does not depend on what is traded, so that two ways to work an order can be compared.
/// </summary>
internal sealed class SimulatedVenue
{
    private const double FactorSpread = 0.25, PartlyFilled = 0.2, DayVolatility = 0.02;
    private const int LevelCount = 10;

    private readonly AllocationProblem _costs;
    private readonly double[] _mid, _factor, _fillable;
    private readonly int _sign;
    private readonly double _tick, _quantum;
    private readonly IReadOnlyList<double> _halfSpread;

    /// <summary>Makes the day.</summary>
    /// <param name="problem">The order; arrival price, tick size and quantum are used.</param>
    /// <param name="costs">The same in canonical form.</param>
    /// <param name="stressFrom">First period with dearer trading.</param>
    /// <param name="stress">How much dearer.</param>
    /// <param name="seed">The same seed gives the same day.</param>
    public SimulatedVenue(Problem problem, AllocationProblem costs, int stressFrom, double stress, int seed)
    {
        (_costs, _halfSpread) = (costs, problem.Cost.HalfSpread);
        _sign = problem.Side == Side.Sell ? -1 : 1;
        (_tick, _quantum) = (problem.Instrument.TickSize, problem.Instrument.Quantum > 0 ? problem.Instrument.Quantum : 1);
        (StressFrom, Stress) = (stressFrom, stress);
        int periods = costs.PeriodCount;
        (_mid, _factor, _fillable) = (new double[periods + 1], new double[periods], new double[periods]);
        var random = new Random(seed);
        _mid[0] = problem.Instrument.ArrivalPrice;
        for (int i = 0; i < periods; i++)
        {
            double volatility = costs.HasVariance ? Math.Sqrt(costs.PriceVariance[i]) : _mid[0] * DayVolatility / Math.Sqrt(periods);
            _mid[i + 1] = Math.Max(_tick, _mid[i] + (volatility * Normal(random)));
            _factor[i] = Math.Exp((FactorSpread * Normal(random)) - (FactorSpread * FactorSpread / 2)) * (i >= stressFrom ? stress : 1);
            _fillable[i] = random.NextDouble() < PartlyFilled ? 0.3 + (0.6 * random.NextDouble()) : 1;
        }
    }

    /// <summary>First period with dearer trading.</summary>
    public int StressFrom { get; }

    /// <summary>How much dearer.</summary>
    public double Stress { get; }

    /// <summary>The mid when a period begins, in ticks; period N is the end of the day.</summary>
    public long MidTicks(int period) => Math.Max(1, (long)Math.Round(_mid[period] / _tick));

    /// <summary>How much of a child order fills in a period.</summary>
    public long Fillable(int period, long units) => _fillable[period] == 1 ? units : (long)(_fillable[period] * units);

    /// <summary>The average price of an execution in ticks: mid plus (buy) or minus (sell) what it costs per share.</summary>
    public long PriceTicks(int period, long units)
    {
        double shares = units * _quantum;
        double slippage = PeriodCost.Value(_costs, period, shares) / shares * _factor[period];
        return Math.Max(0, (long)Math.Round((_mid[period] + (_sign * slippage)) / _tick));
    }

    /// <summary>Bid and ask when a period begins, in ticks: a spread of at least a tick on either side of the mid where the problem has one.</summary>
    public (long Bid, long Ask) Quote(int period)
    {
        long mid = MidTicks(period), half = Math.Min(mid, HalfSpreadTicks(period));
        return (mid - half, mid + half);
    }

    /// <summary>
    /// The displayed book when a period begins: walking its ten levels costs what child orders cost on this day, up to some equal parts of the order. Null
    /// where costs give no book: prices that do not rise.
    /// </summary>
    /// <param name="period">The period.</param>
    /// <param name="depth">Shares of all levels together.</param>
    public MarketEvent? Book(int period, double depth)
    {
        double mid = _mid[period], shares = 0, paid = 0, last = 0;
        List<double> price = [], size = [];
        for (int level = 0; level < LevelCount; level++)
        {
            double next = depth * Math.Pow(2, level - LevelCount + 1), cost = PeriodCost.Value(_costs, period, next) * _factor[period];
            double concession = (cost - paid) / (next - shares);
            // a level that is no dearer than the one before joins it
            if (level == 0 || concession > last)
            {
                price.Add(mid + (_sign * concession));
                size.Add(0);
                last = concession;
            }

            size[^1] += next - shares;
            (shares, paid) = (next, cost);
        }

        double other = (2 * mid) - price[0];
        if (!(price.Min() > 0 && other > 0 && _sign * (price[0] - other) > 0)) return null;
        var book = new MarketEvent { AskPrice = { price }, AskSize = { size }, BidPrice = { other }, BidSize = { depth } };
        return _sign > 0 ? book : new MarketEvent { BidPrice = { price }, BidSize = { size }, AskPrice = { other }, AskSize = { depth } };
    }

    /// <summary>The mid when a period begins, in currency per share.</summary>
    public double Mid(int period) => _mid[period];

    /// <summary>
    /// The same order worked as TWAP: what is left in equal parts over the periods that are left, except in those that are closed to
    /// trading; what is not filled at the end counts at the last mid.
    /// </summary>
    public ExecutionSummary Twap(long units, Func<int, bool> closed)
    {
        int periods = _costs.PeriodCount;
        var summary = new ExecutionSummary();
        for (int i = 0; i < periods; i++)
        {
            long left = units - summary.FilledUnits, slice = closed(i) ? 0 : (left + periods - i - 1) / (periods - i);
            long filled = slice > 0 ? Fillable(i, slice) : 0;
            if (filled == 0) continue;
            double shares = filled * _quantum, half = Math.Min(MidTicks(i), HalfSpreadTicks(i)) * _tick;
            summary.Spread += half * shares;
            summary.Impact += ((_sign * (PriceTicks(i, filled) - MidTicks(i)) * _tick) - half) * shares;
            summary.Timing += _sign * (MidTicks(i) - MidTicks(0)) * _tick * shares;
            summary.FilledUnits += filled;
        }

        summary.Opportunity = (_sign * (MidTicks(periods) - MidTicks(0)) * _tick * (units - summary.FilledUnits) * _quantum) + 0.0; // not −0
        summary.Shortfall = summary.Spread + summary.Impact + summary.Timing + summary.Opportunity;
        return summary;
    }

    private long HalfSpreadTicks(int period) =>
        _halfSpread.Count == 0 ? 0 : (long)Math.Ceiling(_halfSpread[Math.Min(period, _halfSpread.Count - 1)] / _tick);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
