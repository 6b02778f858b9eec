using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on every schedule in whole lots of a separable problem, for any λ:
/// <code>
/// Σ f_i(y_i)  ≥  λ S + Σ min over the multiples y of the lot in D_i of (f_i(y) − λ y)
/// </code>
/// With an odd lot ρ one period takes its minimum over multiples plus ρ instead: the one for which that costs least, or
/// the last. <see cref="CarrierDual"/> has the bound for a free choice of the carrier. Concave stretches take their minimum at an end; on a convex stretch the differences from lot to lot
/// do not decrease, so that their change of sign can be searched for. For convex costs the bound is attained (no gap:
/// Fox 1966); with concave costs it need not be. Convex curves are looked over on lanes first.
/// </summary>
internal ref struct LotDual
{
    private readonly AllocationProblem _problem;
    private readonly LotRule _rule;
    private readonly double _lambda;
    private readonly long _odd;
    private readonly double _free;
    private readonly bool _onLanes;

    public LotDual(AllocationProblem problem, ProblemTraits traits, double lambda)
    {
        _problem = problem;
        _rule = problem.Lots;
        _lambda = lambda;
        _odd = _rule.QuantityUnits % _rule.LotUnits;
        _free = Math.Max(0, problem.Quantity - LaneSum.Of(problem.Lower));
        _onLanes = (traits & (ProblemTraits.Levels | ProblemTraits.AnyConcave | ProblemTraits.MinimumSlice)) == 0
            && _rule.QuantityUnits <= WholeNumber.Largest;
    }

    /// <summary>The bound; +∞ if two periods would have to carry the odd lot, or none could. With a free choice of the carrier that of this λ alone.</summary>
    public double LowerBound { get; private set; }

    /// <summary>Sizes of the terms of Σ f_i(x_i), and |λ S|.</summary>
    public double RoundingScale { get; private set; }

    /// <summary>Largest distance of λ from the prices of the last lot bought and of the next, relative to |λ|; convex costs only.</summary>
    public double KktResidual { get; private set; }

    /// <summary>The bound, with minima that are looked for near the anchor first.</summary>
    public void At(ReadOnlySpan<double> anchor, Workspace workspace)
    {
        int n = anchor.Length, ordinary = _odd != 0 && _rule.OddLot == OddLotRule.LastPeriod ? n - 1 : n;
        Span<double> least = workspace.Take(n);
        Minima sums = Least(0, anchor[..ordinary], least, workspace);
        bool choice = _odd != 0 && _rule.OddLot == OddLotRule.BestPeriod;
        double violation = choice ? 0 : sums.Violation, bound = sums.Sum;
        RoundingScale = sums.Size + Math.Abs(_lambda * _problem.Quantity);
        if (choice)
        {
            for (int i = 0; i < n; i++) violation = Math.Max(violation, Violation(i, anchor[i]));
            Span<double> carrying = workspace.Take(n);
            Least(_odd, anchor, carrying, workspace);
            bound = sums.Sum + Carried(least, carrying);
        }
        else if (_odd != 0)
        {
            bound = ordinary == n ? double.PositiveInfinity : bound + Least(ordinary, _odd, anchor[ordinary]);
            violation = Math.Max(violation, Violation(n - 1, anchor[^1]));
            RoundingScale += Math.Abs(PeriodCost.Value(_problem, n - 1, anchor[^1]));
        }

        LowerBound = bound + (_lambda * _problem.Quantity);
        KktResidual = violation / (_rule.LotSize * Math.Max(Math.Abs(_lambda), double.Epsilon));
    }

    /// <summary>What <see cref="Least(long, ReadOnlySpan{double}, Span{double}, Workspace)"/> adds up.</summary>
    /// <param name="Sum">Of the minima that are finite.</param>
    /// <param name="Size">Sizes of the terms at the anchor.</param>
    /// <param name="Violation">Largest distance of λ from the prices beside the anchor, for one lot.</param>
    internal readonly record struct Minima(double Sum, double Size, double Violation);

    /// <summary>The minima over whole lots and <paramref name="odd"/> units of the first periods; +∞ where there is no such number.</summary>
    internal readonly Minima Least(long odd, ReadOnlySpan<double> anchor, Span<double> least, Workspace workspace)
    {
        var sum = new CompensatedSum();
        double size = 0, violation = 0;
        if (_onLanes)
        {
            Totals totals = KernelSelection.Run<Call, Totals>(new(_problem, anchor, least, _lambda, _free, odd, workspace));
            sum.Add(totals.First);
            sum.Add(totals.Second);
            (size, violation) = (totals.Third, totals.Largest);
            if (totals.Fourth == 0) return new(sum.Value, size, violation);
        }

        for (int i = 0; i < anchor.Length; i++)
        {
            if (_onLanes && !double.IsNaN(least[i])) continue;
            least[i] = Least(i, odd, anchor[i]);
            if (double.IsFinite(least[i])) sum.Add(least[i]);
            size += Math.Abs(PeriodCost.Value(_problem, i, anchor[i])) + Math.Abs(_lambda * anchor[i]);
            violation = Math.Max(violation, Violation(i, anchor[i]));
        }

        return new(sum.Value, size, violation);
    }

    // what the period that carries the odd lot adds to the sum of the finite minima, if it is the best one
    private static double Carried(ReadOnlySpan<double> least, ReadOnlySpan<double> carrying)
    {
        double best = double.PositiveInfinity;
        int forced = -1;
        for (int i = 0; i < least.Length; i++)
        {
            if (double.IsPositiveInfinity(least[i]))
            {
                if (forced >= 0) return double.PositiveInfinity;
                forced = i;
            }

            best = Math.Min(best, carrying[i] - least[i]);
        }

        return forced >= 0 ? carrying[forced] : best;
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

    // how far λ is from the prices of the last lot bought and of the next, per lot, where costs are convex
    private readonly double Violation(int i, double anchor)
    {
        if (Inflection(i) > 0 || (_problem.HasMinimumSlice && _problem.MinimumSlice[i] > 0)) return 0;
        long odd = _odd == 0 || Math.Round(anchor / _rule.Unit) % _rule.LotUnits == 0 ? 0 : _odd, k = Lots(anchor, odd);
        double next = k < Down(Math.Min(PeriodCost.Cap(_problem, i), _problem.Lower[i] + _free), odd) ? -NextLot(i, k, odd) : 0;
        double previous = k > Up(_problem.Lower[i], odd) ? NextLot(i, k - 1, odd) : 0;
        return Math.Max(0, Math.Max(next, previous));
    }

    /// <summary>Price per share of the lot that follows the first <paramref name="k"/> on top of <paramref name="odd"/> units; NaN if either is beyond the bounds.</summary>
    internal readonly double PriceOfNext(int i, long k, long odd)
    {
        bool within = k >= Up(_problem.Lower[i], odd) && k < Down(Math.Min(PeriodCost.Cap(_problem, i), _problem.Lower[i] + _free), odd);
        return within ? (NextLot(i, k, odd) / _rule.LotSize) + _lambda : double.NaN;
    }

    /// <summary>Whole lots in so many shares, on top of <paramref name="odd"/> units.</summary>
    internal readonly long Lots(double shares, long odd) => (long)Math.Floor((Math.Round(shares / _rule.Unit) - odd) / _rule.LotUnits);

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

    private readonly unsafe ref struct Call(
        AllocationProblem problem, ReadOnlySpan<double> anchor, Span<double> least, double lambda, double free, long odd, Workspace workspace) : ILaneCall<Totals>
    {
        private const int Columns = 3 + LotCostColumns.Count;

        private readonly ReadOnlySpan<double> _anchor = anchor;
        private readonly Span<double> _least = least;

        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            int count = _anchor.Length, stride = (count + 7) & ~7, mark = workspace.Mark();
            var size = new LotSize(problem.Lots.LotUnits, odd, problem.Lots.Unit);
            fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower, upper = problem.Upper, p = _anchor, y = _least)
            fixed (double* first = workspace.Take(Columns * stride))
            {
                var columns = new LotDualColumns(first, first + stride, first + (2 * stride), y);
                var costs = new LotCostColumns(columns.Lots, first + (3 * stride), stride);
                var curves = new CurvePointers(a, b, c, d);
                ChunkedPass.Run(new LotBoundsPass<TLane>(lower, upper, p, columns, size, free, problem.Lots.QuantityUnits), count);
                costs.Fill<TLane>(curves, size, count);
                workspace.Release(mark);
                return ChunkedPass.Run(new LotDualPass<TLane>(curves, columns, costs, size, lambda), count);
            }
        }
    }
}
