using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// z_i(λ), where f_i(x) − λ x is smallest over a box: on a concave stretch one of its ends, on a convex one the point
/// with marginal cost λ. This is where the convex envelope of f_i has slope λ, tangents from an end of a concave stretch to
/// the convex one included, so that the envelope itself is never built.
/// </summary>
internal readonly ref struct Response
{
    private readonly SearchSpace _space;
    private readonly ReadOnlySpan<double> _low;
    private readonly ReadOnlySpan<double> _high;
    private readonly Span<double> _lowCost;
    private readonly Span<double> _highCost;

    /// <summary>Responses within the box; its content is read by <see cref="Prepare"/>.</summary>
    public Response(in SearchSpace space, ReadOnlySpan<double> low, ReadOnlySpan<double> high, Workspace workspace)
    {
        _space = space;
        _low = low;
        _high = high;
        _lowCost = workspace.Take(low.Length);
        _highCost = workspace.Take(low.Length);
    }

    /// <summary>Takes over a changed box.</summary>
    public void Prepare()
    {
        for (int i = 0; i < _low.Length; i++)
        {
            double low = Trading(i), end = StretchEnd(i);
            _lowCost[i] = _space.Cost(i, low);
            _highCost[i] = end > low ? _space.Cost(i, end) : _lowCost[i];
        }
    }

    /// <summary>Writes z(λ).</summary>
    /// <returns>The dual value λ S + Σ min (f_i − λ x), and Σ z(λ).</returns>
    public (double Dual, double Sum) At(double lambda, Span<double> z)
    {
        var dual = new CompensatedSum();
        double sum = 0;
        for (int i = 0; i < z.Length; i++)
        {
            dual.Add(Least(i, lambda, out z[i]));
            sum += z[i];
        }

        return (dual.Value + (lambda * _space.Problem.Quantity), sum);
    }

    /// <summary>Smallest f_i(x) − λ x over the box, and where.</summary>
    public double Least(int i, double lambda, out double z)
    {
        double trading = LeastTrading(i, lambda, out z);
        if (!_space.IsSemicontinuous(i, _low[i])) return trading;
        double nothing = Reduced(i, lambda, 0, _space.Cost(i, 0));
        if (trading < nothing) return trading;
        z = 0;
        return nothing;
    }

    /// <summary>The same over the positions at which the period trades; +∞ if it cannot.</summary>
    public double LeastTrading(int i, double lambda, out double z)
    {
        double best = double.PositiveInfinity, low = Trading(i), high = _high[i], inflection = _space.Inflection[i];
        z = low;
        if (high < low) return best;

        double end = StretchEnd(i);
        if (end >= low) Try(i, lambda, low, _lowCost[i], ref best, ref z);
        if (end > low) Try(i, lambda, end, _highCost[i], ref best, ref z);
        if (inflection < high)
        {
            double position = Convex(i, lambda, Math.Max(low, _space.Whole ? Math.Ceiling(inflection) : inflection), high);
            Try(i, lambda, position, _space.Cost(i, position), ref best, ref z);
        }

        return best;
    }

    // where the period starts to trade
    private double Trading(int i) => _space.IsSemicontinuous(i, _low[i]) ? _space.Minimum[i] : _low[i];

    // last position of the concave stretch; below the first if there is none
    private double StretchEnd(int i)
    {
        double end = Math.Min(_high[i], _space.Inflection[i]);
        return _space.Whole ? Math.Floor(end) : end;
    }

    private double Reduced(int i, double lambda, double z, double cost) => cost - (lambda * _space.Shares(i, z));

    private void Try(int i, double lambda, double position, double cost, ref double best, ref double z)
    {
        double reduced = Reduced(i, lambda, position, cost);
        if (!(reduced < best)) return;
        best = reduced;
        z = position;
    }

    private double Convex(int i, double lambda, double from, double to)
    {
        double x = Wanted(i, lambda);
        if (!_space.Whole) return Math.Clamp(x, from, to);
        bool carries = i == _space.Carrier;
        double guess = Math.Floor((x - _space.Shares(i, 0)) / _space.Step);
        var prices = new LotPrices(_space.Problem, _space.Grid);
        return prices.CountUpTo(lambda * _space.Step, i, (long)from, (long)to, (long)guess, carries);
    }

    // shares at which f' = λ on the convex stretch
    private double Wanted(int i, double lambda)
    {
        AllocationProblem problem = _space.Problem;
        if (problem.Family == CostFamily.Levels) return problem.LevelsOf(i).DepthBelow(lambda);
        double b = problem.B[i], c = problem.C[i], d = problem.D[i], t = lambda - problem.A[i];
        if (t <= 0) return 0;
        if (b == 0 && c == 0) return double.PositiveInfinity;
        return c > 0 && d < 1 ? Curvature.InverseMarginal(b, c, d, t, Curvature.Inflection(problem, i)) : Curve.InverseMarginal(b, c, d, t);
    }
}
