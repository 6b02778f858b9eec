using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on every schedule in whole lots of a separable problem, for any λ:
/// <code>
/// Σ f_i(y_i)  ≥  λ S + Σ min over the multiples y of the lot in D_i of (f_i(y) − λ y)
/// </code>
/// With an odd lot ρ one period takes its minimum over multiples plus ρ instead: the one for which that costs least, or
/// the last. Concave stretches take their minimum at an end; on a convex stretch the differences from lot to lot
/// do not decrease, so that their change of sign can be searched for. For convex costs the bound is attained (no gap:
/// Fox 1966); with a free carrier or concave costs it need not be.
/// </summary>
internal ref struct LotDual
{
    private readonly AllocationProblem _problem;
    private readonly LotRule _rule;
    private readonly double _lambda;
    private readonly long _odd;
    private readonly double _free;
    private CompensatedSum _bound;
    private double _scale;
    private double _carry;
    private int _mustCarry;

    public LotDual(AllocationProblem problem, double lambda)
    {
        _problem = problem;
        _rule = problem.Lots;
        _lambda = lambda;
        _odd = _rule.QuantityUnits % _rule.LotUnits;
        _free = Math.Max(0, problem.Quantity - CompensatedSum.Of(problem.Lower));
        _carry = _odd == 0 ? 0 : double.PositiveInfinity;
    }

    /// <summary>The bound; +∞ if two periods would have to carry the odd lot, or none could.</summary>
    public readonly double LowerBound => _mustCarry > 1 ? double.PositiveInfinity : _bound.Value + _carry + (_lambda * _problem.Quantity);

    /// <summary>Σ |f_i(x_i)| + |λ S|.</summary>
    public readonly double RoundingScale => _scale + Math.Abs(_lambda * _problem.Quantity);

    /// <summary>Largest distance of λ from the prices of the last lot bought and of the next, relative to |λ|; convex costs only.</summary>
    public double KktResidual { get; private set; }

    /// <summary>Adds period <paramref name="i"/>; <paramref name="anchor"/> is where its minimum is looked for first.</summary>
    public void Add(int i, double anchor)
    {
        _scale += Math.Abs(PeriodCost.Value(_problem, i, anchor));
        KktResidual = Math.Max(KktResidual, Residual(i, anchor));
        double whole = Least(i, 0, anchor);
        bool isLast = i == _problem.PeriodCount - 1;
        bool mayCarry = _odd != 0 && (_rule.OddLot == OddLotRule.BestPeriod || (_rule.OddLot == OddLotRule.LastPeriod && isLast));
        double carrying = mayCarry ? Least(i, _odd, anchor) : double.PositiveInfinity;
        if (double.IsPositiveInfinity(whole))
        {
            // it cannot do without the odd lot, so nobody else gets it
            _mustCarry++;
            _carry = carrying;
        }
        else
        {
            _bound.Add(whole);
            if (_mustCarry == 0) _carry = Math.Min(_carry, carrying - whole);
        }
    }

    // the smallest f(y) − λ y over y = k lots + odd units
    private readonly double Least(int i, long odd, double anchor)
    {
        double minimum = _problem.HasMinimumSlice ? _problem.MinimumSlice[i] : 0, lower = _problem.Lower[i];
        double least = lower == 0 && odd == 0 ? 0 : double.PositiveInfinity;
        long first = Up(Math.Max(lower, minimum), odd), last = Down(Math.Min(PeriodCost.Cap(_problem, i), lower + _free), odd);
        if (first > last) return least;
        least = Math.Min(least, Math.Min(At(i, first, odd), At(i, last, odd)));

        // concave up to the lot before this one
        double lots = ((Inflection(i) / _rule.Unit) - odd) / _rule.LotUnits;
        long convex = Math.Max(first, (long)Math.Min(last, Math.Ceiling(lots)));
        if (convex > first) least = Math.Min(least, At(i, convex - 1, odd));
        return Math.Min(least, At(i, Search(i, odd, convex, last, Lots(anchor, odd)), odd));
    }

    // smallest k in [first, last] whose next lot costs λ or more, by doubling steps away from p and then halving
    private readonly long Search(int i, long odd, long first, long last, long p)
    {
        long low = first, high = last;
        for (long step = 1; low < high; step *= 2)
        {
            if (p < low || p >= high) p = low + ((high - low) / 2);
            bool enough = NextLot(i, p, odd) >= 0;
            if (enough) high = p;
            else low = p + 1;
            p = enough ? p - step : p + step;
        }

        return low;
    }

    // how far λ is from the prices of the last lot bought and of the next, where costs are convex
    private readonly double Residual(int i, double anchor)
    {
        if (Inflection(i) > 0 || (_problem.HasMinimumSlice && _problem.MinimumSlice[i] > 0)) return 0;
        long odd = Math.Round(anchor / _rule.Unit) % _rule.LotUnits == 0 ? 0 : _odd, k = Lots(anchor, odd);
        double next = k < Down(Math.Min(PeriodCost.Cap(_problem, i), _problem.Lower[i] + _free), odd) ? -NextLot(i, k, odd) : 0;
        double previous = k > Up(_problem.Lower[i], odd) ? NextLot(i, k - 1, odd) : 0;
        return Math.Max(0, Math.Max(next, previous)) / (_rule.LotSize * Math.Max(Math.Abs(_lambda), double.Epsilon));
    }

    private readonly long Lots(double shares, long odd) => (long)Math.Floor((Math.Round(shares / _rule.Unit) - odd) / _rule.LotUnits);

    private readonly double NextLot(int i, long k, long odd) => At(i, k + 1, odd) - At(i, k, odd);

    private readonly double At(int i, long k, long odd)
    {
        double y = ((k * _rule.LotUnits) + odd) * _rule.Unit;
        return PeriodCost.Value(_problem, i, y) - (_lambda * y);
    }

    private readonly double Inflection(int i)
    {
        double b = _problem.B[i], c = _problem.C[i], d = _problem.D[i];
        bool convex = _problem.Family == CostFamily.Levels || c == 0 || d >= 1;
        return convex ? 0 : b == 0 ? double.PositiveInfinity : Math.Pow(c * d * (1 - d) / (2 * b), 1 / (2 - d));
    }

    // rounded outwards by a part in 10¹²: a larger set of schedules only weakens the bound
    private readonly long Up(double shares, long odd) =>
        (long)Math.Max(0, Math.Ceiling(((shares / _rule.Unit * (1 - 1e-12)) - odd) / _rule.LotUnits));

    private readonly long Down(double shares, long odd) =>
        (long)Math.Floor((Math.Min(shares / _rule.Unit * (1 + 1e-12), _rule.QuantityUnits) - odd) / _rule.LotUnits);
}
