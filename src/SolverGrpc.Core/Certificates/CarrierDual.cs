using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on every schedule in whole lots whose odd lot ρ any one period may carry. With the carrier j given there is no gap (convex costs),
/// but every j has a multiplier of its own:
/// <code>
/// Σ f_i(y_i)  ≥  min over j of max over λ of ( λ S + Σ over i ≠ j of min over whole lots (f_i(y) − λ y)  +  min over lots and ρ (f_j(y) − λ y) )
/// </code>
/// Any λ is valid. Of the lots up to one of those priced λ a carrier buys as many as before or one less: Δ_j(k) ≤ Δ_j(k, ρ) ≤ Δ_j(k + 1). So
/// the price of the cheapest lot not bought is the best λ of all carriers but that lot's owner (and of those tied with it), and the next prices on either side, or
/// the owner's own prices, are his. These few are tried.
/// </summary>
internal ref struct CarrierDual
{
    // prices of lots not bought that are tried, and of lots bought
    private const int PricesPerSide = 3;

    // carriers whose own prices are tried
    private const int MostOwners = 16;

    // of the sizes of all costs: not worth a closer look
    private const double Slack = 1e-13;

    private readonly AllocationProblem _problem;
    private readonly ProblemTraits _traits;
    private readonly ReadOnlySpan<double> _anchor;
    private readonly Workspace _workspace;
    private readonly long _odd;
    private readonly Span<double> _best;
    private readonly Span<double> _least;
    private readonly Span<double> _carrying;

    private CarrierDual(AllocationProblem problem, ProblemTraits traits, ReadOnlySpan<double> anchor, Workspace workspace)
    {
        (_problem, _traits) = (problem, traits);
        _anchor = anchor;
        _workspace = workspace;
        _odd = problem.Lots.QuantityUnits % problem.Lots.LotUnits;
        _best = workspace.Take(anchor.Length);
        _least = workspace.Take(anchor.Length);
        _carrying = workspace.Take(anchor.Length);
        _best.Fill(double.NegativeInfinity);
    }

    /// <summary>The bound, looked for near <paramref name="lambda"/> and the lots of <paramref name="anchor"/>, until it is within rounding of <paramref name="target"/>.</summary>
    public static double Bound(
        AllocationProblem problem, ProblemTraits traits, double lambda, ReadOnlySpan<double> anchor, double target, double scale, Workspace workspace)
    {
        var dual = new CarrierDual(problem, traits, anchor, workspace);
        dual.Raise(lambda);
        Span<double> prices = stackalloc double[2 * PricesPerSide];
        dual.Nearest(prices);
        foreach (double price in prices)
        {
            if (dual.Smallest().Bound >= target - (Slack * scale)) break;
            if (double.IsFinite(price)) dual.Raise(price);
        }

        for (int owner = 0; owner < MostOwners; owner++)
        {
            (double bound, int period) = dual.Smallest();
            if (bound >= target - (Slack * scale) || !dual.RaiseOf(period, bound)) break;
        }

        return dual.Smallest().Bound;
    }

    private readonly (double Bound, int Period) Smallest()
    {
        int period = 0;
        for (int i = 1; i < _best.Length; i++)
            if (_best[i] < _best[period]) period = i;
        return (_best[period], period);
    }

    // tries λ for every carrier
    private readonly void Raise(double lambda)
    {
        var dual = new LotDual(_problem, _traits, lambda);
        double whole = dual.Least(0, _anchor, _least, _workspace).Sum + (lambda * _problem.Quantity);
        dual.Least(_odd, _anchor, _carrying, _workspace);
        int forced = 0;
        foreach (double least in _least) forced += double.IsPositiveInfinity(least) ? 1 : 0;
        for (int j = 0; j < _best.Length; j++)
        {
            // a period without a whole lot has to carry: nobody else can
            bool must = double.IsPositiveInfinity(_least[j]);
            double bound = forced > (must ? 1 : 0) ? double.PositiveInfinity : whole + _carrying[j] - (must ? 0 : _least[j]);
            _best[j] = Math.Max(_best[j], bound);
        }
    }

    // tries the prices of what carrier j would buy; true if its bound is better than before
    private readonly bool RaiseOf(int j, double before)
    {
        var prices = new LotDual(_problem, _traits, 0);
        long lots = prices.Lots(_anchor[j], _odd);
        for (long k = lots - 2; k <= lots + 2; k++)
        {
            double price = prices.PriceOfNext(j, k, _odd);
            if (double.IsFinite(price)) Raise(price);
        }

        return _best[j] > before;
    }

    // prices of the cheapest whole lots not bought, the cheapest first, and of the dearest bought, the dearest first; NaN where there are less
    private readonly void Nearest(Span<double> prices)
    {
        var dual = new LotDual(_problem, _traits, 0);
        prices.Fill(double.NaN);
        Span<double> next = prices[..PricesPerSide], previous = prices[PricesPerSide..];
        for (int i = 0; i < _anchor.Length; i++)
        {
            long lots = dual.Lots(_anchor[i], 0);
            Insert(next, dual.PriceOfNext(i, lots, 0), 1);
            Insert(previous, dual.PriceOfNext(i, lots - 1, 0), -1);
        }
    }

    private static void Insert(Span<double> sorted, double price, double sign)
    {
        if (double.IsNaN(price)) return;
        for (int place = 0; place < sorted.Length; place++)
            if (double.IsNaN(sorted[place]) || sign * price < sign * sorted[place]) (sorted[place], price) = (price, sorted[place]);
    }
}
