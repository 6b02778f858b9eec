using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// The relaxation of a box that replaces every cost by its convex envelope: its dual value is maximised over λ. That is
/// a concave function of one variable with the subgradient S − Σ x(λ). A bracket around the maximum shrinks to where
/// the tangents of its two ends cross (one step for piecewise linear costs), by secants of Σ x(λ) (for smooth ones), or by
/// halving. The crossing bounds the maximum from above, so it is known when nothing is left to gain.
/// </summary>
internal ref struct Relaxation
{
    private const int IterationLimit = 200;

    // the bracket is closed when it is this narrow relative to λ; the dual value then is exact to its square
    private const double LambdaTolerance = 1e-11;

    private readonly SearchSpace _space;
    private readonly ReadOnlySpan<double> _low;
    private readonly Response _response;
    private readonly SolveBudget _budget;
    private long _work;
    private End _left;
    private End _right;
    private Span<double> _trial;

    private ref struct End
    {
        public double Lambda;
        public double Dual;
        public double Sum;
        public Span<double> Z;
        public bool Known;
    }

    /// <summary>Relaxation of the box; its content is read by <see cref="Solve"/>.</summary>
    public Relaxation(in SearchSpace space, ReadOnlySpan<double> low, ReadOnlySpan<double> high, SolveBudget budget, Workspace workspace)
    {
        _budget = budget;
        _space = space;
        _low = low;
        _response = new Response(space, low, high, workspace);
        _left.Z = workspace.Take(low.Length);
        _right.Z = workspace.Take(low.Length);
        _trial = workspace.Take(low.Length);
        Z = workspace.Take(low.Length);
    }

    /// <summary>A schedule with the right sum that is optimal for the relaxation.</summary>
    public Span<double> Z { get; }

    /// <summary>Dual value: no schedule in the box costs less.</summary>
    public double Bound { get; private set; }

    /// <summary>The λ of the dual value, in currency per share.</summary>
    public double Lambda { get; private set; }

    /// <summary>Cost of <see cref="Z"/>; +∞ if it breaks a minimum slice.</summary>
    public double Value { get; private set; }

    /// <summary>The period at which <see cref="Z"/> costs more than the relaxation says; −1: none, the box is solved.</summary>
    public int Fractional { get; private set; }

    /// <summary>The fractional period hangs between nothing and something.</summary>
    public bool StartsFromNothing { get; private set; }

    /// <summary>The budget ran out; the bound still holds.</summary>
    public bool OutOfTime { get; private set; }

    /// <summary>Smallest f_i(x) − λ x over the box last solved, and over the positions of it at which the period trades.</summary>
    public readonly (double Any, double Trading) Least(int i, double lambda) =>
        (_response.Least(i, lambda, out _), _response.LeastTrading(i, lambda, out _));

    /// <summary>Solves the relaxation, starting at <paramref name="lambda"/>.</summary>
    public void Solve(double lambda)
    {
        _response.Prepare();
        _left.Known = _right.Known = false;
        Bound = double.NegativeInfinity;
        double step = Math.Max(Math.Abs(lambda) * 0.25, 1e-3);
        for (int k = 0; k < IterationLimit; k++)
        {
            if (Look(lambda)) return;
            if (OutOfTime) break;
            if (_left.Known && _right.Known)
            {
                lambda = Next(k);
                if (double.IsNaN(lambda)) break;
            }
            else
            {
                lambda = _left.Known ? _left.Lambda + step : _right.Lambda - step;
                step *= 4;
            }
        }

        Fill();
    }

    // evaluates one λ; true if its responses happen to have the right sum
    private bool Look(double lambda)
    {
        (double dual, double sum) = _response.At(lambda, _trial);
        _work += _trial.Length;
        if (_work >= SolveBudget.WorkBetweenLooks)
        {
            _work = 0;
            OutOfTime = _budget.Exhausted;
        }

        if (dual > Bound) (Bound, Lambda) = (dual, lambda);
        if (Math.Abs(sum - _space.Total) <= _space.SumTolerance)
        {
            _trial.CopyTo(Z);
            Lambda = lambda;
            Value = dual;
            Fractional = -1;
            return true;
        }

        ref End end = ref _left;
        if (sum > _space.Total) end = ref _right;
        Span<double> former = end.Z;
        end = new End { Lambda = lambda, Dual = dual, Sum = sum, Z = _trial, Known = true };
        _trial = former;
        return false;
    }

    // NaN: the bracket is closed
    private readonly double Next(int k)
    {
        double low = _left.Lambda, high = _right.Lambda, total = _space.Total, width = high - low;
        double narrow = LambdaTolerance * Math.Max(Math.Abs(low), Math.Abs(high));
        if (width <= 4 * narrow || width <= 1e-300) return double.NaN;

        double rise = (total - _left.Sum) * _space.Step, fall = (total - _right.Sum) * _space.Step;
        double crossing = low + (((_right.Dual - _left.Dual) + (fall * (low - high))) / (rise - fall));
        double above = _left.Dual + (rise * (crossing - low));
        double scale = Math.Abs(_left.Dual) + Math.Abs(_right.Dual) + Math.Abs(low * _space.Problem.Quantity);
        if (above - Bound <= 1e-14 * scale && crossing >= low && crossing <= high)
        {
            // the maximum is at the crossing: only its neighbourhood matters for who jumps there
            return crossing - low > 2 * narrow ? crossing - narrow : high - crossing > 2 * narrow ? crossing + narrow : double.NaN;
        }

        double secant = low + (width * (total - _left.Sum) / (_right.Sum - _left.Sum));
        double next = (k % 4) switch { 0 or 2 => crossing, 1 => secant, _ => low + (0.5 * width) };
        return next > low && next < high ? next : low + (0.5 * width);
    }

    // From z just below the jump: whole jumps of concave periods as long as they fit, then convex ones, which may stop
    // anywhere at no loss, and only then part of a concave one.
    private void Fill()
    {
        Fractional = -1;
        Value = double.PositiveInfinity;
        if (!_left.Known || !_right.Known) return;
        _left.Z.CopyTo(Z);
        double missing = _space.Total - _left.Sum;
        int cut = -1;
        for (int i = 0; i < Z.Length && missing > 0; i++)
        {
            double jump = _right.Z[i] - Z[i];
            if (jump <= 0 || !JumpIsConcave(i)) continue;
            if (jump <= missing + _space.SumTolerance)
            {
                Z[i] = _right.Z[i];
                missing -= jump;
            }
            else if (cut < 0)
            {
                cut = i;
            }
        }

        for (int i = 0; i < Z.Length && missing > 0; i++)
        {
            double jump = _right.Z[i] - Z[i];
            if (jump <= 0 || JumpIsConcave(i)) continue;
            double take = Math.Min(jump, missing);
            Z[i] += take;
            missing -= take;
        }

        if (missing > _space.SumTolerance && cut >= 0)
        {
            Z[cut] += missing;
            Fractional = cut;
            StartsFromNothing = _left.Z[cut] == 0;
            if (Z[cut] < _space.Minimum[cut]) return;
        }

        Value = Cost();
    }

    private readonly bool JumpIsConcave(int i) =>
        _left.Z[i] < _space.Inflection[i] || (_left.Z[i] == 0 && _space.IsSemicontinuous(i, _low[i]));

    private readonly double Cost()
    {
        var cost = new Costs.CompensatedSum();
        for (int i = 0; i < Z.Length; i++) cost.Add(_space.Cost(i, Z[i]));
        return cost.Value;
    }
}
