using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on every schedule of a convex separable problem of curves, for any λ (weak duality):
/// <code>
/// Σ f_i(y_i)  ≥  λ S + Σ min over l_i ≤ y ≤ u_i of (f_i(y) − λ y)
///             ≥  λ S + Σ f_i(p_i) − λ p_i + min over y of (m_i − λ)(y − p_i),      m_i a subgradient of f_i at p_i
/// </code>
/// The second step is the tangent at an anchor p, so that no inverse marginal is needed; it is an equality where
/// m_i = λ or p_i is the end of the interval that λ asks for. u_i is the implied cap min(u_i, S − Σ_{j≠i} l_j), which
/// is finite. Any anchor gives a valid bound: p_i and its neighbours within rounding are tried.
/// </summary>
internal ref struct SeparableDual
{
    // a few units in the last place of the sum, and of the period itself: closer a kink cannot be met
    private const double NeighbourhoodOfSum = 1e-15;
    private const double NeighbourhoodOfPeriod = 1e-15;

    private readonly AllocationProblem _problem;
    private readonly double _lambda;
    private readonly double _free;
    private readonly double _neighbourhood;
    private CompensatedSum _bound;
    private double _scale;
    private double _relativeViolation;
    private double _violation;

    public SeparableDual(AllocationProblem problem, double lambda)
    {
        _problem = problem;
        _lambda = lambda;
        _free = Math.Max(0, problem.Quantity - CompensatedSum.Of(problem.Lower));
        _neighbourhood = NeighbourhoodOfSum * problem.Quantity;
    }

    /// <summary>The bound.</summary>
    public readonly double LowerBound => _bound.Value + (_lambda * _problem.Quantity);

    /// <summary>
    /// Largest distance of λ from the marginal costs that the bounds allow, relative to the larger of the two or to the
    /// average cost of a share: where λ is 0 next to other costs, its last digits mean nothing.
    /// </summary>
    public readonly double KktResidual => _scale > 0 ? Math.Min(_relativeViolation, _violation * _problem.Quantity / _scale) : _relativeViolation;

    /// <summary>Σ |a_i| p_i + b_i p_i² + c_i p_i^(d_i), and |λ S|: terms of opposite signs do not cancel here, as their rounding errors do not.</summary>
    public readonly double RoundingScale => _scale + Math.Abs(_lambda * _problem.Quantity);

    /// <summary>Adds period <paramref name="i"/> with its anchor p in [l_i, u_i].</summary>
    public void Add(int i, double p)
    {
        double lower = Math.Min(_problem.Lower[i], p);
        double upper = Math.Max(p, Math.Min(_problem.Upper[i], _problem.Lower[i] + _free));
        Term best = Tangent(i, p, lower, upper);
        if (best.Violation > 0)
        {
            double step = _neighbourhood + (NeighbourhoodOfPeriod * p);
            Term above = Tangent(i, Math.Min(p + step, upper), lower, upper);
            Term below = Tangent(i, Math.Max(p - step, lower), lower, upper);
            best = below.Marginal <= _lambda && _lambda <= above.Marginal
                ? Between(below, above)
                : Better(best, Better(above, below));
            if (best.Violation > 0) best = best with { Value = Math.Max(best.Value, AtSolution(i, lower, upper, best.Value)) };
        }

        _bound.Add(best.Value);
        _scale += best.Size;
        double size = Math.Max(Math.Abs(_lambda), Math.Abs(best.Marginal));
        if (size > 0) _relativeViolation = Math.Max(_relativeViolation, best.Violation / size);
        _violation = Math.Max(_violation, best.Violation);
    }

    // the tangent at the y with f_i'(y) = λ, which costs a power, and is worth it where p only nearly is that y: f' is steep near 0 if d < 2
    private readonly double AtSolution(int i, double lower, double upper, double otherwise)
    {
        double a = _problem.A[i], b = _problem.B[i], c = _problem.C[i];
        bool curved = b > 0 || c > 0;
        return curved && _lambda > a ? Tangent(i, Math.Clamp(Curve.InverseMarginal(b, c, _problem.D[i], _lambda - a), lower, upper), lower, upper).Value : otherwise;
    }

    private readonly record struct Term(double Point, double Value, double Cost, double Size, double Marginal, double Violation);

    // The marginal passes λ between the two points: h(y) = f(y) − λ y has its minimum there, and by convexity it lies
    // above the tangent at the lower point.
    private readonly Term Between(Term below, Term above)
    {
        double value = below.Cost - (_lambda * below.Point) + ((below.Marginal - _lambda) * (above.Point - below.Point));
        return below with { Value = value, Violation = 0 };
    }

    private static Term Better(Term first, Term second) => second.Value > first.Value ? second : first;

    private readonly Term Tangent(int i, double p, double lower, double upper)
    {
        double a = _problem.A[i], b = _problem.B[i], c = _problem.C[i], d = _problem.D[i];
        double cost = Curve.Value(a, b, c, d, p), marginal = Curve.Marginal(a, b, c, d, p);
        double slope = marginal - _lambda;
        double reach = slope > 0 ? lower - p : upper - p;
        double descent = slope == 0 || reach == 0 ? 0 : slope * reach;
        return new(p, cost - (_lambda * p) + descent, cost, cost + ((Math.Abs(a) - a) * p), marginal, reach == 0 ? 0 : Math.Abs(slope));
    }
}
