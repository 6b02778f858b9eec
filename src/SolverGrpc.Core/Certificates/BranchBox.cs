using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// A box l ≤ x ≤ u, and what can be concluded of it without losing every schedule below what a search claims as its bound, if there is one. Of the best schedules one has, in each group of periods that are the
/// same, the larger slices first: exchanging them changes nothing. And at most one of its slices is strictly between its bounds where its cost is strictly concave: two could trade with
/// each other, and both directions cannot lose. That one is looked for. Cuts leave more room than rounding takes.
/// </summary>
internal readonly ref struct BranchBox
{
    private const int Rounds = 4;
    private const int Cuts = 8;

    private readonly AllocationProblem _problem;
    private readonly Span<double> _floor;
    private readonly Span<double> _cap;
    private readonly Span<double> _minimum;
    private readonly Span<double> _inflection;
    private readonly Span<double> _rootLow;
    private readonly Span<double> _rootHigh;
    private readonly Span<int> _twin;

    public BranchBox(AllocationProblem problem, Workspace workspace)
    {
        int n = problem.PeriodCount;
        _problem = problem;
        _floor = workspace.Take(n);
        _cap = workspace.Take(n);
        _minimum = workspace.Take(n);
        _inflection = workspace.Take(n);
        _rootLow = workspace.Take(n);
        _rootHigh = workspace.Take(n);
        Low = workspace.Take(n);
        High = workspace.Take(n);
        _twin = workspace.TakeInt32(n);
        for (int i = 0; i < n; i++)
        {
            double minimum = problem.HasMinimumSlice ? problem.MinimumSlice[i] : 0, floor = problem.Lower[i];
            _floor[i] = floor > 0 ? Math.Max(floor, minimum) : 0;
            _minimum[i] = floor > 0 ? 0 : minimum;
            _cap[i] = PeriodCost.Cap(problem, i);
            _inflection[i] = EnvelopeDual.Inflection(problem, i);
        }

        LinkTwins(workspace);
    }

    /// <summary>l.</summary>
    public Span<double> Low { get; }

    /// <summary>u.</summary>
    public Span<double> High { get; }

    /// <summary>Period <paramref name="i"/> trades nothing or at least this.</summary>
    public double Minimum(int i) => _minimum[i];

    /// <summary>Starts with the bounds of the problem. False if they leave nothing.</summary>
    public bool Begin()
    {
        for (int i = 0; i < Low.Length; i++) (Low[i], High[i]) = (_floor[i], Math.Min(_cap[i], _problem.Quantity));
        bool some = Tighten();
        Low.CopyTo(_rootLow);
        High.CopyTo(_rootHigh);
        return some;
    }

    /// <summary>Back to everything.</summary>
    public void Reset()
    {
        _rootLow.CopyTo(Low);
        _rootHigh.CopyTo(High);
    }

    /// <summary>No more than what lies between <paramref name="low"/> and <paramref name="high"/>.</summary>
    public void Narrow(int i, double low, double high)
    {
        Low[i] = Math.Max(Low[i], low);
        High[i] = Math.Min(High[i], high);
    }

    /// <summary>
    /// Cuts from everything what costs more than <paramref name="slack"/> beyond the dual value at λ: f_i − λ x − min (f_i − λ x), which on a concave stretch is above its chord.
    /// </summary>
    public void Shrink(double lambda, double slack)
    {
        if (!(slack > 0) || double.IsInfinity(slack)) return;
        for (int i = 0; i < Low.Length; i++)
        {
            double least = Least(i, lambda, out _);
            for (int cut = 0; cut < Cuts && Cut(i, lambda, least, slack); cut++)
            {
            }
        }

        Low.CopyTo(_rootLow);
        High.CopyTo(_rootHigh);
    }

    /// <summary>Draws the conclusions. False if nothing is left.</summary>
    public bool Tighten()
    {
        for (int round = 0; round < Rounds; round++)
        {
            if (!Snap()) return false;
            double floors = CompensatedSum.Of(Low), caps = CompensatedSum.Of(High);
            if (floors > _problem.Quantity + Slack || caps < _problem.Quantity - Slack) return false;
            bool changed = Share(Math.Max(0, _problem.Quantity - floors) + Slack, Math.Max(0, caps - _problem.Quantity) + Slack) | OrderTwins();
            if (!KeepOneInside(ref changed)) return false;
            if (!changed) break;
        }

        return Snap();
    }

    /// <summary>Smallest f_i(x) − λ x in the box, and the sizes of its terms.</summary>
    public double Least(int i, double lambda, out double size)
    {
        double low = Math.Max(0, Low[i]), high = High[i], trading = Math.Max(low, _minimum[i]);
        double least = low <= Slack && _minimum[i] > 0 ? 0 : double.PositiveInfinity;
        if (trading <= high) least = Math.Min(least, EnvelopeDual.Least(_problem, lambda, i, trading, high, EnvelopeDual.Wanted(_problem, lambda, i)));
        size = double.IsFinite(least) ? Math.Abs(least) + Math.Abs(lambda * high) : 0;
        return least;
    }

    private double Slack => 1e-13 * _problem.Quantity;

    // so far from a bound a slice is between bounds, whatever rounding says
    private double Margin => 1e-9 * _problem.Quantity;

    private bool Cut(int i, double lambda, double least, double slack)
    {
        double low = Low[i], high = High[i];
        if (!(low < high)) return false;
        if (low <= Slack && _minimum[i] > 0)
        {
            double trading = _minimum[i] <= high
                ? EnvelopeDual.Least(_problem, lambda, i, _minimum[i], high, EnvelopeDual.Wanted(_problem, lambda, i)) : double.PositiveInfinity;
            if (trading - least > slack) High[i] = 0;
            else if (-least > slack) Low[i] = _minimum[i];
            else return false;
            return true;
        }

        if (high > _inflection[i]) return false;
        double atLow = PeriodCost.Value(_problem, i, low) - (lambda * low) - least, atHigh = PeriodCost.Value(_problem, i, high) - (lambda * high) - least;
        double reach = (high - low) * Math.Max(0, slack - Math.Min(atLow, atHigh)) / Math.Abs(atHigh - atLow);
        if (atHigh > slack && atHigh > atLow && low + reach + Slack < high) High[i] = low + reach + Slack;
        else if (atLow > slack && atLow > atHigh && high - reach - Slack > low) Low[i] = high - reach - Slack;
        else return false;
        return true;
    }

    // nothing, or the minimum slice
    private bool Snap()
    {
        for (int i = 0; i < Low.Length; i++)
        {
            if (_minimum[i] > 0)
            {
                if (Low[i] > Slack) Low[i] = Math.Max(Low[i], _minimum[i]);
                if (High[i] < _minimum[i] - Slack) High[i] = Math.Min(High[i], 0);
            }

            if (Low[i] <= High[i]) continue;
            if (Low[i] - High[i] > 2 * Slack) return false;
            Low[i] = High[i];
        }

        return true;
    }

    private bool Share(double free, double excess)
    {
        bool changed = false;
        for (int i = 0; i < Low.Length; i++)
        {
            double up = Low[i] + free, down = High[i] - excess;
            changed |= up < High[i] || down > Low[i];
            High[i] = Math.Min(High[i], up);
            Low[i] = Math.Min(Math.Max(Low[i], down), High[i]);
        }

        return changed;
    }

    private bool OrderTwins()
    {
        bool changed = false;
        for (int i = 0; i < Low.Length; i++)
        {
            int earlier = _twin[i];
            if (earlier < 0 || High[i] <= High[earlier]) continue;
            High[i] = High[earlier];
            changed = true;
        }

        for (int i = Low.Length - 1; i >= 0; i--)
        {
            int earlier = _twin[i];
            if (earlier < 0 || Low[i] <= Low[earlier]) continue;
            Low[earlier] = Low[i];
            changed = true;
        }

        return changed;
    }

    private bool KeepOneInside(ref bool changed)
    {
        int inside = -1;
        for (int i = 0; i < Low.Length; i++)
        {
            if (!IsOffFloor(i) || !IsOffCap(i)) continue;
            if (inside >= 0) return false;
            inside = i;
        }

        if (inside < 0) return true;
        for (int i = 0; i < Low.Length; i++)
        {
            if (i == inside || Low[i] >= High[i] - Slack) continue;
            double floor = Math.Max(_floor[i], Low[i] > 0 ? _minimum[i] : 0);
            if (IsOffFloor(i) && _inflection[i] >= _cap[i])
            {
                // not between: at its cap
                Low[i] = High[i];
            }
            else if (IsOffCap(i) && Low[i] <= floor + Slack)
            {
                // nothing, its minimum slice or its floor, of which the largest is
                double most = Math.Max(floor, _minimum[i]);
                if (High[i] <= most) continue;
                High[i] = most;
            }
            else
            {
                continue;
            }

            changed = true;
        }

        return true;
    }

    private bool IsOffFloor(int i) => _inflection[i] > 0 && Low[i] > Math.Max(_floor[i], _minimum[i]) + Margin;

    private bool IsOffCap(int i) => High[i] < _cap[i] - Margin && High[i] < _inflection[i];

    // each period that is not convex to the one before it that is the same in all
    private void LinkTwins(Workspace workspace)
    {
        _twin.Fill(-1);
        if (_problem.Family == CostFamily.Levels) return;
        int mark = workspace.Mark(), count = 0;
        Span<double> keys = workspace.Take(_twin.Length);
        Span<int> order = workspace.TakeInt32(_twin.Length);
        for (int i = 0; i < _twin.Length; i++)
        {
            if (_inflection[i] <= 0 && _minimum[i] == 0) continue;
            double bounds = (11 * _floor[i]) + (13 * _minimum[i]) + (17 * Math.Min(_cap[i], _problem.Quantity));
            keys[count] = _problem.A[i] + (3 * _problem.B[i]) + (5 * _problem.C[i]) + (7 * _problem.D[i]) + bounds;
            order[count++] = i;
        }

        keys[..count].Sort(order[..count]);
        for (int from = 0, to; from < count; from = to)
        {
            for (to = from + 1; to < count && keys[to] == keys[from];) to++;
            Span<int> alike = order[from..to];
            alike.Sort();
            for (int k = 1; k < alike.Length; k++)
                if (AreSame(alike[k - 1], alike[k])) _twin[alike[k]] = alike[k - 1];
        }

        workspace.Release(mark);
    }

    private bool AreSame(int i, int j) =>
        _problem.A[i] == _problem.A[j] && _problem.B[i] == _problem.B[j] && _problem.C[i] == _problem.C[j] && _problem.D[i] == _problem.D[j]
        && _floor[i] == _floor[j] && _cap[i] == _cap[j] && _minimum[i] == _minimum[j];
}
