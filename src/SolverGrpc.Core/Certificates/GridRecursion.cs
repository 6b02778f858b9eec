using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>X(t, s) of <see cref="GridBound"/>, forward in t. Only two rows are kept for each answer to whether the odd lot is still to be carried.</summary>
internal ref struct GridRecursion
{
    private const int Border = ShiftedMinimum.Block;

    private readonly GridCosts _costs;
    private readonly GridSlices _slices;
    private readonly double _slack;
    private readonly SolveBudget _budget;
    private double _operations;

    private GridRecursion(scoped in GridCosts costs, scoped in GridSlices slices, double slack, double operations, SolveBudget budget)
    {
        _costs = costs;
        _slices = slices;
        (_slack, _budget, _operations) = (slack, budget, operations);
    }

    /// <summary>X(N, 0), or +∞ if that is above <paramref name="slack"/>; NaN if it takes too long.</summary>
    public static double Least(in GridCosts costs, in GridSlices slices, double slack, double operations, SolveBudget budget, Workspace workspace)
    {
        int periods = costs.Problem.PeriodCount;
        long widest = 1;
        for (int t = 0; t <= periods; t++) widest = Math.Max(widest, slices.Left(t).High - slices.Left(t).Low + 1);
        int room = (int)widest + (3 * Border);
        bool odd = costs.Grid.HasOddLot;
        Row settled = new(workspace.Take(room)), nextSettled = new(workspace.Take(room));
        Row pending = new(workspace.Take(odd ? room : Border)), nextPending = new(workspace.Take(odd ? room : Border));
        if (odd) pending.Start(costs.Grid.Lots);
        else settled.Start(costs.Grid.Lots);

        var recursion = new GridRecursion(costs, slices, slack, operations, budget);
        for (int t = 0; t < periods; t++)
        {
            (long low, long high) = slices.Left(t + 1);
            nextSettled.Open(low, high);
            if (!recursion.TryStep(t, carries: false, settled, ref nextSettled)) return double.NaN;
            if (odd)
            {
                if (!recursion.TryStep(t, carries: true, pending, ref nextSettled)) return double.NaN;
                nextPending.Open(low, high);
                if (!recursion.TryStep(t, carries: false, pending, ref nextPending)) return double.NaN;
                recursion.Close(t, odd: true, ref nextPending);
            }

            recursion.Close(t, odd: false, ref nextSettled);
            Row.Swap(ref settled, ref nextSettled);
            Row.Swap(ref pending, ref nextPending);
        }

        return settled.IsEmpty ? double.PositiveInfinity : settled.Values[0];
    }

    // min over x of X(t, s + x) + excess_t(x)
    private bool TryStep(int t, bool carries, scoped in Row from, scoped ref Row to)
    {
        ReadOnlySpan<double> slices = _slices.Of(t, carries, out long first);
        if (from.IsEmpty || to.IsEmpty || slices.IsEmpty) return true;
        _operations -= (double)slices.Length * Math.Min(to.Values.Length, from.Values.Length + slices.Length);
        return _operations >= 0 && ShiftedMinimum.Accumulate(slices, first, from.Bordered, from.Low, to.Blocks, to.Low, _budget);
    }

    // + excess_t(s); what is above the slack is dropped
    private readonly void Close(int t, bool odd, scoped ref Row row)
    {
        Span<double> values = row.Values;
        double cheapest = _slices.CheapestRemainder[t];
        for (int m = 0; m < values.Length; m++)
        {
            if (double.IsPositiveInfinity(values[m])) continue;
            double value = values[m] + Math.Max(0, _slices.Remainder(_costs, t, row.Low + m, odd) - cheapest);
            values[m] = value <= _slack ? value : double.PositiveInfinity;
        }

        row.Trim();
    }

    // values for s from Low on, between borders of +∞
    private ref struct Row(Span<double> memory)
    {
        private readonly Span<double> _memory = memory;
        private int _start;
        private int _count;

        public long Low { get; private set; }

        public readonly bool IsEmpty => _count == 0;

        public readonly Span<double> Values => _memory.Slice(_start, _count);

        public readonly Span<double> Blocks => _memory.Slice(_start, (int)(((uint)_count + Border - 1) / Border * Border));

        public readonly ReadOnlySpan<double> Bordered => _memory.Slice(_start - Border, _count + (2 * Border));

        public static void Swap(ref Row first, ref Row second)
        {
            Row former = first;
            first = second;
            second = former;
        }

        public void Start(long lots)
        {
            Open(lots, lots);
            Values[0] = 0;
        }

        public void Open(long low, long high)
        {
            (Low, _start, _count) = (low, Border, (int)Math.Max(0, high - low + 1));
            if (_count > 0) _memory[..(_count + (3 * Border))].Fill(double.PositiveInfinity);
        }

        public void Trim()
        {
            // blocks may have been filled beyond the last value
            if (_count > 0) _memory.Slice(_start + _count, Border).Fill(double.PositiveInfinity);
            while (_count > 0 && double.IsPositiveInfinity(_memory[_start + _count - 1])) _count--;
            while (_count > 0 && double.IsPositiveInfinity(_memory[_start])) (_start, Low, _count) = (_start + 1, Low + 1, _count - 1);
        }
    }
}
