using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// What every slice costs beyond the cheapest of its period, at prices λ_t. A period has one row of slices in whole lots, and one with the odd lot where it may carry it.
/// </summary>
internal readonly ref struct GridSlices
{
    // doubles for all slices, and numbers of lots to look at: as much as dynamic programming takes
    private const long MostCells = 1 << 24;

    private readonly Span<long> _first;
    private readonly Span<long> _last;
    private readonly Span<long> _origin;
    private readonly Span<double> _excess;
    private readonly Span<long> _low;
    private readonly Span<long> _high;
    private readonly Span<double> _prices;
    private readonly Span<double> _cheapest;

    private GridSlices(int periods, Span<long> first, Span<long> last, Span<long> origin, Span<double> excess, Workspace workspace)
    {
        _first = first;
        _last = last;
        _origin = origin;
        _excess = excess;
        _low = workspace.TakeInt64(periods + 1);
        _high = workspace.TakeInt64(periods + 1);
        _prices = workspace.Take(periods + 1);
        _cheapest = workspace.Take(periods);
    }

    /// <summary>The slices that bounds, minimum slices and the sum allow, at p_t. False if there are too many of them.</summary>
    public static bool TryOf(in GridCosts costs, Workspace workspace, out GridSlices slices)
    {
        int n = costs.Problem.PeriodCount;
        Span<long> first = workspace.TakeInt64(2 * n), last = workspace.TakeInt64(2 * n), origin = workspace.TakeInt64(2 * n);
        double floors = 0, cells = 0;
        for (int t = 0; t < n; t++)
        {
            (first[2 * t], last[2 * t]) = costs.Range(t, carries: false);
            (first[(2 * t) + 1], last[(2 * t) + 1]) = costs.Grid.MayCarry(t, n) ? costs.Range(t, carries: true) : (1, 0);
            floors += Fewest(first, last, t);
        }

        double free = Math.Max(0, costs.Grid.Lots - floors);
        for (int row = 0; row < 2 * n; row++)
        {
            last[row] = Math.Min(last[row], (long)Math.Min(costs.Grid.Lots, Fewest(first, last, row / 2) + free));
            origin[row] = (long)cells - first[row];
            cells += Math.Max(0, last[row] - first[row] + 1);
        }

        slices = default;
        if (cells > MostCells || costs.Grid.Lots > MostCells) return false;
        slices = new GridSlices(n, first, last, origin, workspace.Take((int)cells), workspace);
        for (int row = 0; row < 2 * n; row++) slices.Fill(costs, row / 2, row % 2 == 1);
        slices.Reach(costs.Grid.Lots);
        return true;
    }

    /// <summary>Smallest φ_t(r) + (λ_{t+1} − λ_t) r.</summary>
    public ReadOnlySpan<double> CheapestRemainder => _cheapest;

    /// <summary>Fewest and most lots that can be left before period <paramref name="t"/>.</summary>
    public (long Low, long High) Left(int t) => (_low[t], _high[t]);

    /// <summary>The slices of a period that are left.</summary>
    /// <param name="t">The period.</param>
    /// <param name="carries">Those with the odd lot.</param>
    /// <param name="first">Lots of the first.</param>
    public ReadOnlySpan<double> Of(int t, bool carries, out long first)
    {
        int row = Row(t, carries);
        first = _first[row];
        return _first[row] > _last[row] ? [] : _excess[(int)(_origin[row] + first)..(int)(_origin[row] + _last[row] + 1)];
    }

    /// <summary>Charges prices read off <paramref name="anchor"/>. What is left of the costs are excesses.</summary>
    /// <param name="costs">The costs.</param>
    /// <param name="anchor">A schedule.</param>
    /// <param name="workspace">Scratch memory.</param>
    /// <param name="size">Sizes of the terms of L.</param>
    /// <returns>L, lowered.</returns>
    public double Reduce(in GridCosts costs, ReadOnlySpan<double> anchor, Workspace workspace, out double size)
    {
        WritePrices(costs, anchor, workspace);
        size = costs.OfQuantity + Math.Abs(_prices[0] * costs.Problem.Quantity);
        var least = new CompensatedSum();
        least.Add(costs.OfQuantity);
        least.Add(_prices[0] * costs.Problem.Quantity);
        for (int t = 0; t < anchor.Length; t++)
        {
            double cheapest = Math.Min(Charge(costs, t, carries: false), Charge(costs, t, carries: true));
            foreach (bool carries in (ReadOnlySpan<bool>)[false, true])
                foreach (ref double cost in Cells(t, carries)) cost -= cheapest;
            _cheapest[t] = LeastRemainder(costs, t);
            least.Add(cheapest);
            least.Add(_cheapest[t]);
            size += Math.Abs(cheapest) + Math.Abs(_cheapest[t]);
        }

        return least.Value - (8.0 / (1L << 52) * size);
    }

    /// <summary>Drops slices above <paramref name="slack"/> at both ends of every row.</summary>
    public void Keep(double slack)
    {
        for (int row = 0; row < _first.Length; row++)
        {
            while (_first[row] <= _last[row] && _excess[(int)(_origin[row] + _first[row])] > slack) _first[row]++;
            while (_first[row] <= _last[row] && _excess[(int)(_origin[row] + _last[row])] > slack) _last[row]--;
        }

        Reach(_high[0]);
    }

    private static int Row(int t, bool carries) => (2 * t) + (carries ? 1 : 0);

    private static long Fewest(ReadOnlySpan<long> first, ReadOnlySpan<long> last, int t)
    {
        int whole = 2 * t, odd = whole + 1;
        return first[odd] > last[odd] ? first[whole] : first[whole] > last[whole] ? first[odd] : Math.Min(first[whole], first[odd]);
    }

    private Span<double> Cells(int t, bool carries)
    {
        int row = Row(t, carries);
        return _first[row] > _last[row] ? [] : _excess[(int)(_origin[row] + _first[row])..(int)(_origin[row] + _last[row] + 1)];
    }

    private void Fill(in GridCosts costs, int t, bool carries)
    {
        Span<double> cells = Cells(t, carries);
        for (int k = 0; k < cells.Length; k++)
        {
            double x = costs.Grid.Shares(_first[Row(t, carries)] + k, carries);
            cells[k] = costs.Allows(t, x) ? costs.OfSlice(t, x) : double.PositiveInfinity;
        }
    }

    // what can be left before each period: S less what the periods before it take, and what those from it on can take
    private void Reach(long lots)
    {
        int n = _low.Length - 1;
        (_low[n], _high[n]) = (0, 0);
        for (int t = n - 1; t >= 0; t--)
        {
            _low[t] = Math.Min(lots + 1, _low[t + 1] + Fewest(_first, _last, t));
            _high[t] = Math.Min(lots, _high[t + 1] + Math.Max(_last[2 * t], _last[(2 * t) + 1]));
        }

        long low = lots, high = lots;
        for (int t = 0; t <= n; t++)
        {
            (_low[t], _high[t]) = (Math.Max(_low[t], low), Math.Min(_high[t], high));
            if (t == n) break;
            low = Math.Max(0, low - Math.Max(_last[2 * t], _last[(2 * t) + 1]));
            high = Math.Max(-1, high - Fewest(_first, _last, t));
        }
    }

    // From period to period the price falls by what a share that remains costs, λ_{t+1} = λ_t − φ_t'(r_t). In every period the anchor's slice asks for a λ between what
    // less of it would save and what more of it would cost, per share; the median of all these ends leaves as many slices too large as too small.
    private void WritePrices(in GridCosts costs, ReadOnlySpan<double> anchor, Workspace workspace)
    {
        double remaining = 0, fall = 0;
        for (int t = anchor.Length - 1; t >= 0; t--)
        {
            _prices[t + 1] = costs.SlopeOfRemainder(t, remaining);
            remaining += anchor[t];
        }

        Span<double> ends = workspace.Take(2 * anchor.Length);
        int count = 0;
        _prices[0] = 0;
        for (int t = 0; t < anchor.Length; t++)
        {
            if (Ends(costs, t, anchor[t]) is { } own) (ends[count++], ends[count++]) = (own.Less + fall, own.More + fall);
            fall += _prices[t + 1];
            _prices[t + 1] = -fall;
        }

        ends = ends[..count];
        ends.Sort();
        double lower = count == 0 ? 0 : ends[(count / 2) - 1], upper = count == 0 ? 0 : ends[count / 2];
        double price = !double.IsFinite(lower) ? upper : !double.IsFinite(upper) ? lower : lower + (0.5 * (upper - lower));
        foreach (ref double of in _prices) of = double.IsFinite(of + price) ? of + price : 0;
    }

    private (double Less, double More)? Ends(in GridCosts costs, int t, double shares)
    {
        Span<double> cells = Cells(t, carries: false);
        if (cells.IsEmpty) return null;
        long at = Math.Clamp((long)Math.Round(shares / costs.Grid.Step), _first[2 * t], _last[2 * t]) - _first[2 * t];
        double less = double.NegativeInfinity, more = double.PositiveInfinity, here = cells[(int)at];
        if (!double.IsFinite(here)) return null;
        for (int k = 0; k < at; k++) less = Math.Max(less, (here - cells[k]) / (at - k));
        for (int k = (int)at + 1; k < cells.Length; k++) more = Math.Min(more, (cells[k] - here) / (k - at));
        return (less / costs.Grid.Step, more / costs.Grid.Step);
    }

    // p_t(x) becomes p_t(x) − λ_t x; its minimum
    private double Charge(in GridCosts costs, int t, bool carries)
    {
        Span<double> cells = Cells(t, carries);
        double least = double.PositiveInfinity, price = _prices[t];
        for (int k = 0; k < cells.Length; k++)
        {
            double charge = price * costs.Grid.Shares(_first[Row(t, carries)] + k, carries), cost = cells[k];
            if (double.IsPositiveInfinity(cost)) continue;
            cells[k] = cost - charge - (4.0 / (1L << 52) * (Math.Abs(cost) + Math.Abs(charge)));
            least = Math.Min(least, cells[k]);
        }

        return least;
    }

    private double LeastRemainder(in GridCosts costs, int t)
    {
        double least = double.PositiveInfinity;
        foreach (bool odd in (ReadOnlySpan<bool>)[false, true])
        {
            if (odd && (!costs.Grid.HasOddLot || t == _cheapest.Length - 1)) break;
            for (long lots = _low[t + 1]; lots <= _high[t + 1]; lots++) least = Math.Min(least, Remainder(costs, t, lots, odd));
        }

        return least;
    }

    /// <summary>φ_t(r) + (λ_{t+1} − λ_t) r for r of <paramref name="lots"/>, lowered.</summary>
    public double Remainder(in GridCosts costs, int t, long lots, bool odd) => costs.OfRemainder(
        t, costs.Grid.Shares(lots, odd), _prices[t + 1] - _prices[t], Math.Abs(_prices[t + 1]) + Math.Abs(_prices[t]));
}
