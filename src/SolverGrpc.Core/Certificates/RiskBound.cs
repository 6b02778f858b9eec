using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on what is asked for of a schedule's cost E and variance V, within a limit, from lines below which no schedule lies: E ≥ c_i − k_i V, and V ≥ V_0.
/// Together they say E ≥ h(V), the largest of the c_i − k_i V, convex and piecewise linear. The goals E, E + κ V, E + z √V do not fall with E, nor does what a limit bounds (V, E or E + z √V),
/// and all are concave in V along a piece of h. So the smallest value is at V_0, at a corner of h, or where the limit crosses a piece: all lines are crossed with one another and with the limit,
/// and the smallest value on h at these V is taken.
/// </summary>
internal ref struct RiskBound
{
    // by so much of its size a limit is widened, and a value lowered: more than rounding can make of either
    private const double Widening = 1e-12;
    private const double Lowering = 1e-14;

    private readonly RiskPreference _risk;
    private readonly double _costLimit;
    private readonly Span<double> _cost;
    private readonly Span<double> _price;
    private int _count;
    private double _leastVariance;
    private double _lowest;
    private double _scale;

    /// <summary>Room for <paramref name="lines"/> lines; none yet.</summary>
    public RiskBound(AllocationProblem problem, int lines, Workspace workspace)
    {
        _risk = problem.Risk;
        _cost = workspace.Take(lines);
        _price = workspace.Take(lines);

        // where E alone is minimised, a limit on it changes nothing below it
        bool weighs = _risk.Kind is RiskKind.Aversion or RiskKind.MinimizeValueAtRisk;
        _costLimit = weighs ? problem.OrderSlippageLimit * problem.Quantity : double.PositiveInfinity;
    }

    /// <summary>Adds e E + v V ≥ <paramref name="least"/>, e, v ≥ 0.</summary>
    public void Add(double costWeight, double riskWeight, double least)
    {
        if (costWeight > 0) (_cost[_count], _price[_count++]) = (least / costWeight, riskWeight / costWeight);
        else _leastVariance = Math.Max(_leastVariance, least / riskWeight * (1 - Lowering));
    }

    /// <summary>The bound and the sizes of its terms; −∞ if E may fall for ever, +∞ if no point meets the limit.</summary>
    public CheckedBound Find()
    {
        (_lowest, _scale) = (double.PositiveInfinity, 0);
        bool bounded = _risk.Kind == RiskKind.VarianceLimit;
        Consider(_leastVariance);
        if (bounded) Consider(_risk.Value);
        for (int i = 0; i < _count; i++)
        {
            bounded |= _price[i] == 0;
            for (int j = 0; j < i; j++) Consider((_cost[i] - _cost[j]) / (_price[i] - _price[j]));
            if (double.IsFinite(_costLimit)) Consider((_cost[i] - Wider(_costLimit, i)) / _price[i], i);
            if (_risk.Kind == RiskKind.ValueAtRiskLimit) CrossValueAtRisk(i);
        }

        return bounded ? new(_lowest, _scale) : new(double.NegativeInfinity, 0);
    }

    // c − k s² + z s = L for s = √V
    private void CrossValueAtRisk(int i)
    {
        double k = _price[i], z = _risk.Z, limit = Wider(_risk.Value, i) + (Widening * z * z / k);
        double root = Math.Sqrt((z * z) - (4 * k * (limit - _cost[i])));
        foreach (double s in (ReadOnlySpan<double>)[(z - root) / (2 * k), (z + root) / (2 * k)])
            if (s >= 0) Consider(s * s, i);
    }

    private readonly double Wider(double limit, int i) => limit + (Widening * (Math.Abs(limit) + Math.Abs(_cost[i])));

    // a point of h that meets the limit, or where line i crosses it
    private void Consider(double variance, int crossing = -1)
    {
        if (!(variance >= _leastVariance * (1 - Widening)) || double.IsInfinity(variance)) return;
        (double cost, double size) = (double.NegativeInfinity, 0);
        for (int i = 0; i < _count; i++)
        {
            double least = _cost[i] - (_price[i] * variance);
            if (least > cost) (cost, size) = (least, Math.Abs(_cost[i]) + (_price[i] * variance));
        }

        double deviation = _risk.Z * Math.Sqrt(variance);
        bool met = crossing < 0 ? IsMet(cost, variance, deviation, size) : cost <= _cost[crossing] - (_price[crossing] * variance) + (Widening * size);
        if (!met) return;
        (double goal, double risk) = _risk.Kind switch
        {
            RiskKind.Aversion => (cost + (_risk.Value * variance), _risk.Value * variance),
            RiskKind.MinimizeValueAtRisk => (cost + deviation, deviation),
            _ => (cost, 0),
        };
        goal -= Lowering * (size + risk);
        if (goal < _lowest) (_lowest, _scale) = (goal, size + risk);
    }

    private readonly bool IsMet(double cost, double variance, double deviation, double size) => _risk.Kind switch
    {
        RiskKind.VarianceLimit => variance <= _risk.Value * (1 + Widening),
        RiskKind.ValueAtRiskLimit => cost + deviation <= _risk.Value + (Widening * (size + deviation + Math.Abs(_risk.Value))),
        _ => cost <= _costLimit + (Widening * size),
    };
}
