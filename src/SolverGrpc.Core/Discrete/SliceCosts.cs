using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Discrete;

/// <summary>
/// The two parts into which the cost of a slice falls apart. With s = x + r, γ x r = γ/2 (s² − x² − r²), so that
/// <code>
/// f(x) + γ x r + μ r + κ v r²  =  [f(x) − γ/2 x²]  +  [μ r + (κ v − γ/2) r²]  +  γ/2 s²
/// </code>
/// and the minimum over x is a min-plus convolution of the first bracket with the second. All but v r² may have a weight other than 1.
/// </summary>
internal readonly ref struct SliceCosts
{
    private readonly AllocationProblem _problem;
    private readonly LotGrid _grid;
    private readonly double _weight;
    private readonly double _aversion;

    public SliceCosts(AllocationProblem problem, scoped in LotGrid grid)
        : this(problem, grid, 1, problem.Risk.Kind == RiskKind.Aversion ? problem.Risk.Value : 0)
    {
    }

    public SliceCosts(AllocationProblem problem, scoped in LotGrid grid, double costWeight, double riskWeight)
    {
        _problem = problem;
        _grid = grid;
        _weight = costWeight;
        _aversion = problem.HasVariance ? riskWeight : 0;
    }

    /// <summary>f(x) − γ/2 x² for x = <paramref name="lots"/> lots, with the odd lot if it is carried.</summary>
    public double OfSlice(int t, long lots, bool carries)
    {
        double x = _grid.Shares(lots, carries);
        return (_weight * PeriodCost.Value(_problem, t, x)) - (HalfGamma(t) * x * x);
    }

    /// <summary>μ r + (κ v − γ/2) r² for what remains after period t.</summary>
    public double OfRemainder(int t, long lots, bool odd)
    {
        double r = _grid.Shares(lots, odd);
        double drift = _problem.HasDrift ? _weight * _problem.Drift[t] : 0;
        double variance = _aversion == 0 ? 0 : _aversion * _problem.PriceVariance[t];
        return (drift * r) + ((variance - HalfGamma(t)) * r * r);
    }

    /// <summary>γ/2 s² for what is there before period t.</summary>
    public double OfStage(int t, long lots, bool odd)
    {
        double s = _grid.Shares(lots, odd);
        return HalfGamma(t) * s * s;
    }

    private double HalfGamma(int t) => _problem.HasPermanentImpact ? 0.5 * _weight * _problem.PermanentImpact[t] : 0;
}
