using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Minimises E + κ V for one κ after another on the same problem: by <see cref="MeanVarianceShooting"/>, <see cref="PriceNewton"/> or
/// <see cref="UnboundedNewton"/> where one fits and keeps the bounds, else by <see cref="InteriorPoint"/>. The schedule is in shares, within its bounds, and sums to S to the last unit in the last place.
/// </summary>
internal ref struct FixedAversion
{
    /// <summary>Part of a typical marginal cost that stands in for a cost of 0.</summary>
    private const double Faint = 1e-9;

    private const int BlendSteps = 50;

    private readonly AllocationProblem _problem;
    private readonly int _horizon;
    private readonly PriceNewton _prices;
    private readonly bool _shoots, _isPriced;
    private readonly ResidualLog _residuals;
    private readonly SolveBudget _budget;
    private readonly Workspace _workspace;
    private readonly Span<double> _weights;
    private CoupledModel _model;
    private InventoryState _state;
    private UnboundedNewton _newton;
    private InteriorPoint _interiorPoint;
    private bool _isModelled, _fits, _pricesEnded, _newtonEnded;
    private int _iterations;
    private double _typicalPrice;

    /// <summary>
    /// Solves <paramref name="problem"/>, of which only the first <paramref name="horizon"/> periods may trade more than their floor; takes its memory from
    /// <paramref name="workspace"/>.
    /// </summary>
    public FixedAversion(AllocationProblem problem, int horizon, SolveBudget budget, Workspace workspace, Span<double> schedule)
    {
        _problem = problem;
        _horizon = horizon;
        _budget = budget;
        _workspace = workspace;
        _residuals = workspace.Residuals;
        bool whole = horizon == problem.PeriodCount;
        _shoots = whole && MeanVarianceShooting.Fits(problem);
        if (whole && !_shoots && PriceNewton.Fits(problem)) _prices = new PriceNewton(problem, workspace);
        _isPriced = _prices.IsUsable;
        _weights = workspace.Take(schedule.Length);
        Schedule = schedule;
    }

    /// <summary>x of the last solve, in shares.</summary>
    public Span<double> Schedule { get; }

    /// <summary>κ of the last solve, in 1/currency.</summary>
    public double Aversion { get; private set; }

    /// <summary>E and V of the last measured solve.</summary>
    public Objective Objective { get; private set; }

    /// <summary>λ of the last solve, in currency per share.</summary>
    public double Lambda { get; private set; }

    /// <summary>The last solve converged; else its schedule is feasible and nothing more.</summary>
    public bool Converged { get; private set; }

    /// <summary>Of all solves together.</summary>
    public readonly int Iterations => _iterations;

    /// <summary>E of the last solve.</summary>
    public readonly double Cost => Objective.Cost.Total;

    /// <summary>V of the last solve.</summary>
    public readonly double Variance => Objective.Variance;

    /// <summary>What differences in cost are measured against.</summary>
    public readonly double Scale => Math.Abs(Cost) + ((Math.Abs(Lambda) + (Faint * _typicalPrice)) * _problem.Quantity);

    /// <summary>Solves for κ = <paramref name="aversion"/> ≥ 0, in 1/currency, and measures E and V.</summary>
    public void Solve(double aversion)
    {
        SolveOnly(aversion);
        Objective = Objective.Of(_problem, Schedule);
    }

    /// <summary>Solves and does not measure E and V.</summary>
    public void SolveOnly(double aversion)
    {
        if (TryQuickly(aversion)) return;
        Model();
        _state.Weigh(aversion * _model.AversionScale);
        bool solved = TryNewton(out double lambda);
        Converged = solved || _interiorPoint.TrySolve(_residuals, _budget, ref _iterations, out lambda);
        Lambda = (lambda * _model.PriceUnit) + _model.CommonPrice;
        ReadOnlySpan<double> lower = _problem.Lower, upper = _problem.Upper;
        for (int i = 0; i < Schedule.Length; i++)
        {
            double x = Math.Clamp(_state.Trades[i] * _model.ShareUnit, lower[i], upper[i]);
            Schedule[i] = x;
            _weights[i] = x > lower[i] && x < upper[i] ? x : 0;
        }

        ExactSum.Close(Schedule, lower, upper, _weights, _problem.Quantity);
    }

    /// <summary>As <see cref="SolveOnly"/>, where that takes no model of the problem. True proves that E + κ V is convex.</summary>
    public bool TryQuickly(double aversion)
    {
        _residuals.Clear();
        Aversion = aversion;
        if (!TryShooting(aversion, out double price) && !TryPrices(aversion, out price)) return false;
        Converged = true;
        Lambda = price;
        _typicalPrice = price - _problem.A[0];
        ExactSum.Close(Schedule, _problem.Lower, _problem.Upper, Schedule, _problem.Quantity);
        return true;
    }

    /// <summary>
    /// A κ at or near which <paramref name="target"/> is met, with all that a solve there can start from; <paramref name="first"/> where none is found quickly. E and λ
    /// are those of an earlier solve.
    /// </summary>
    public double Approach(in RiskTarget target, double first)
    {
        if (!_isPriced || !target.NeedsNoCost) return first;
        double aversion = _prices.Approach(target, first, Scale, ref _iterations);
        _pricesEnded = double.IsFinite(aversion);
        return _pricesEnded ? aversion : first;
    }

    /// <summary>E + κ V is proven convex.</summary>
    public bool IsConvex(double aversion)
    {
        if (!_problem.HasPermanentImpact) return true;
        Model();
        return InventoryConvexity.Proven(_model, aversion * _model.AversionScale, _workspace);
    }

    // for what neither shooting nor prices can solve
    private void Model()
    {
        if (_isModelled) return;
        _isModelled = true;
        _model = CoupledModel.Of(_problem, _horizon, _workspace);
        _state = new InventoryState(_model, _workspace);
        _fits = UnboundedNewton.Fits(_model);
        if (_fits) _newton = new UnboundedNewton(_model, _state, _workspace);
        _interiorPoint = new InteriorPoint(_model, _state, _workspace);
        _typicalPrice = _model.PriceUnit;
    }

    private bool TryShooting(double aversion, out double lambda)
    {
        lambda = double.NaN;
        if (!_shoots) return false;
        _iterations++;
        return MeanVarianceShooting.TrySolve(_problem, aversion, Schedule, out lambda);
    }

    private bool TryPrices(double aversion, out double lambda)
    {
        lambda = double.NaN;
        if (!_isPriced) return false;
        bool warm = _pricesEnded;
        _pricesEnded = warm && _prices.TrySolve(aversion, warm: true, _residuals, ref _iterations, Schedule, out lambda);
        if (_pricesEnded) return true;
        _residuals.Clear();
        return _pricesEnded = _prices.TrySolve(aversion, warm: false, _residuals, ref _iterations, Schedule, out lambda);
    }

    // from the schedule of the κ before, and if that leads nowhere from the equal split
    private bool TryNewton(out double lambda)
    {
        lambda = double.NaN;
        if (!_fits) return false;
        bool warm = _newtonEnded;
        _newtonEnded = warm && _newton.TrySolve(warm: true, _residuals, ref _iterations, out lambda);
        if (_newtonEnded) return true;
        _residuals.Clear();
        return _newtonEnded = _newton.TrySolve(warm: false, _residuals, ref _iterations, out lambda);
    }

    /// <summary>
    /// Moves the schedule, which is feasible, towards <paramref name="other"/>, which is not, as far as the limit allows: V and the value at risk are
    /// convex on the way.
    /// </summary>
    public void Blend(ReadOnlySpan<double> other, in RiskTarget target)
    {
        Schedule.CopyTo(_weights);
        double within = 0, beyond = 1;
        for (int i = 0; i < BlendSteps; i++)
        {
            double part = (within + beyond) / 2;
            Mix(other, part);
            if (target.Feasible(this)) within = part;
            else beyond = part;
        }

        Mix(other, within);
    }

    // from the feasible schedule, which is in the weights
    private void Mix(ReadOnlySpan<double> other, double part)
    {
        for (int i = 0; i < Schedule.Length; i++) Schedule[i] = _weights[i] + (part * (other[i] - _weights[i]));
        ExactSum.Close(Schedule, _problem.Lower, _problem.Upper, _weights, _problem.Quantity);
        Objective = Objective.Of(_problem, Schedule);
    }
}
