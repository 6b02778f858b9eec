using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Discrete;

/// <summary>
/// W(s, t) for all remainders s that can occur. Layer 0 holds the states without an odd lot (carried already, or never
/// there), layer 1 those that still have to carry it.
/// </summary>
internal ref struct ValueTable
{
    private readonly AllocationProblem _problem;
    private readonly LotGrid _grid;
    private readonly StageRanges _stages;
    private readonly Span<double> _settled;
    private readonly Span<double> _pending;
    private readonly Span<double> _slices;
    private readonly Span<double> _remainders;
    private readonly Span<double> _row;
    private SliceCosts _costs;

    public ValueTable(AllocationProblem problem, in LotGrid grid, in StageRanges stages, Workspace workspace)
    {
        int n = problem.PeriodCount, widest = 0;
        for (int t = 0; t <= n; t++) widest = Math.Max(widest, stages.Count(t));
        _problem = problem;
        _grid = grid;
        _stages = stages;
        _costs = new SliceCosts(problem, grid);
        _settled = workspace.Take(stages.Start(n) + 1);
        _pending = grid.HasOddLot ? workspace.Take(stages.Start(n) + 1) : default;
        _slices = workspace.Take(2 * widest);
        _remainders = workspace.Take(widest + (2 * MinPlus.Block));
        _row = workspace.Take(widest + MinPlus.Block);
        _settled[stages.Start(n)] = 0;
        if (grid.HasOddLot) _pending[stages.Start(n)] = double.PositiveInfinity;
    }

    /// <summary>Minimises e E + v V from now on, whatever the problem says.</summary>
    public void Weigh(double costWeight, double riskWeight) => _costs = new SliceCosts(_problem, _grid, costWeight, riskWeight);

    /// <summary>All rows but the first, which <see cref="Trace"/> does not need. False if the budget ran out.</summary>
    public readonly bool TryFill(SolveBudget budget)
    {
        for (int t = _problem.PeriodCount - 1; t > 0; t--)
            if (!Fill(t, budget)) return false;
        return true;
    }

    // row t of both layers from row t + 1
    private readonly bool Fill(int t, SolveBudget budget) => Layer(t, odd: false, budget) && (!_grid.HasOddLot || Layer(t, odd: true, budget));

    /// <summary>Follows the smallest values from (K, 0) on; of equal slices the largest, so that nothing waits without need.</summary>
    /// <returns>W(K, 0); +∞ if there is no schedule.</returns>
    public readonly double Trace(Span<double> schedule)
    {
        long stage = _grid.Lots;
        bool odd = _grid.HasOddLot;
        double total = double.NaN;
        for (int t = 0; t < schedule.Length; t++)
        {
            (double value, long slice, bool carries) = Best(t, stage, odd, carries: false);
            if (odd && _grid.MayCarry(t, schedule.Length))
            {
                (double Value, long Slice, bool Carries) other = Best(t, stage, odd, carries: true);
                if (other.Value < value) (value, slice, carries) = other;
            }

            if (t == 0) total = value + _costs.OfStage(0, stage, odd);
            if (double.IsPositiveInfinity(value)) return value;
            schedule[t] = _grid.Shares(slice, carries);
            stage -= slice;
            odd &= !carries;
        }

        return total;
    }

    private readonly bool Layer(int t, bool odd, SolveBudget budget)
    {
        int count = _stages.Count(t);
        long low = _stages.Low(t);
        Span<double> w = _row[..(int)(((uint)count + MinPlus.Block - 1) / MinPlus.Block * MinPlus.Block)];
        w.Fill(double.PositiveInfinity);
        if (!Convolve(t, odd, carries: false, w, budget)) return false;
        if (odd && _grid.MayCarry(t, _problem.PeriodCount) && !Convolve(t, odd: false, carries: true, w, budget)) return false;
        Span<double> row = Row(t, odd);
        for (int m = 0; m < count; m++) row[m] = w[m] + _costs.OfStage(t, low + m, odd);
        return true;
    }

    // odd: whether the remainder still has the odd lot
    private readonly bool Convolve(int t, bool odd, bool carries, Span<double> w, SolveBudget budget)
    {
        LotRange range = _grid.Range(_problem, t, carries);
        if (range.IsEmpty) return true;

        int count = _stages.Count(t + 1);
        long low = _stages.Low(t + 1);
        Span<double> q = _remainders[..(count + (2 * MinPlus.Block))];
        q[..MinPlus.Block].Fill(double.PositiveInfinity);
        q[(count + MinPlus.Block)..].Fill(double.PositiveInfinity);
        ReadOnlySpan<double> next = Row(t + 1, odd);
        for (int m = 0; m < count; m++) q[m + MinPlus.Block] = next[m] + _costs.OfRemainder(t, low + m, odd);

        long first = Math.Max(range.First, _stages.Low(t) - _stages.High(t + 1));
        long last = Math.Min(range.Last, _stages.High(t) - low);
        if (first > last) return true;
        Span<double> p = _slices[..(int)(last - first + 1)];
        for (int j = 0; j < p.Length; j++)
        {
            long slice = first + j;
            p[j] = range.HasHole && slice > 0 && slice < range.Minimum ? double.PositiveInfinity : _costs.OfSlice(t, slice, carries);
        }

        return MinPlus.Accumulate(p, first, q, low, w, _stages.Low(t), budget);
    }

    private readonly (double Value, long Slice, bool Carries) Best(int t, long stage, bool odd, bool carries)
    {
        LotRange range = _grid.Range(_problem, t, carries);
        bool left = odd && !carries;
        ReadOnlySpan<double> next = Row(t + 1, left);
        long low = _stages.Low(t + 1), high = _stages.High(t + 1);
        double best = double.PositiveInfinity;
        long slice = 0;
        for (long x = Math.Min(range.Last, stage - low); x >= Math.Max(range.First, stage - high); x--)
        {
            if (range.HasHole && x > 0 && x < range.Minimum) continue;
            double value = _costs.OfSlice(t, x, carries) + (next[(int)(stage - x - low)] + _costs.OfRemainder(t, stage - x, left));
            if (value < best) (best, slice) = (value, x);
        }

        return (best, slice, carries);
    }

    private readonly Span<double> Row(int t, bool odd) => (odd ? _pending : _settled).Slice(_stages.Start(t), _stages.Count(t));
}
