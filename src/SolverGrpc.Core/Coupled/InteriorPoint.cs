using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Primal-dual interior point for the coupled problem at a fixed risk aversion: Mehrotra's predictor and corrector
/// (SIAM J. Optimization 2, 1992; Nocedal and Wright, Numerical Optimization, 14.2 and 19.3) on the
/// <see cref="PieceVariables"/> with
/// <code>
/// f'(y) − z + w + (what the trade does to everything after it) = λ,   z s = τ,   w t = τ,   τ → 0
/// </code>
/// Eliminating z, w and q leaves one compliance per piece; pieces of one period add up; an <see cref="InventorySweep"/>
/// does the rest. Where the corrector misjudges it is left out; a run that is long all the same goes on with a fixed
/// centring and without corrector, which is slow and sure.
/// </summary>
internal readonly ref struct InteriorPoint
{
    private const int IterationLimit = 200;
    private const int Patience = 40;
    private const int LogarithmicSpell = 4;
    private const double CautiousCentring = 0.2;
    /// <summary>The barrier does not vanish faster than this part of what the power laws are missed by.</summary>
    private const double Abreast = 0.01;

    private const double ToBoundary = 0.995;

    /// <summary>Gap relative to λ S and to the cost with nothing left to gain.</summary>
    private const double Precision = 1e-15;

    /// <summary>Gaps at which a first, or a longer, standstill is the rounding floor and not a failure.</summary>
    private const double Standstill = 1e-13, Floor = 1e-11;

    private readonly CoupledModel _model;
    private readonly InventoryState _state;
    private readonly InventorySweep _sweep;
    private readonly PieceVariables _pieces;
    private readonly Span<double> _marginal, _compliance, _target, _best;
    private readonly Span<double> _periodCompliance, _offset, _zero, _dx, _dr;

    /// <summary>Takes its memory from <paramref name="workspace"/>.</summary>
    public InteriorPoint(scoped in CoupledModel model, scoped in InventoryState state, Workspace workspace)
    {
        _model = model;
        _state = state;
        _sweep = new InventorySweep(workspace.Take(InventorySweep.ScratchLength(model.PeriodCount)), model.PeriodCount);
        _pieces = new PieceVariables(model, workspace);
        _marginal = workspace.Take(model.PieceCount);
        _compliance = workspace.Take(model.PieceCount);
        _target = workspace.Take(model.PieceCount);
        _best = workspace.Take(model.PieceCount);
        _periodCompliance = model.OnePieceEach ? _compliance : workspace.Take(model.PeriodCount);
        _offset = workspace.Take(model.PeriodCount);
        _zero = workspace.Take(model.PeriodCount);
        _zero.Clear();
        _dx = workspace.Take(model.PeriodCount);
        _dr = workspace.Take(model.PeriodCount);
    }

    /// <summary>Solves for the weights in the state, which is left at the last point. False: it did not converge, though that point keeps all bounds.</summary>
    public bool TrySolve(ResidualLog residuals, SolveBudget budget, ref int iterations, out double lambda)
    {
        _pieces.Centre();
        _pieces.Y.CopyTo(_best);
        double sum = _state.MoveTo(_pieces.Y);
        _pieces.Condense(false, _marginal, _compliance);
        _compliance.Fill(1);
        (lambda, _, double spread) = _state.Stationarity(_pieces.Y, _marginal, _compliance, _target);
        _pieces.Balance((spread + (_pieces.Worth() / _model.Total) + Small) * _model.Total / _model.PieceCount);

        bool converged = false;
        double bestLambda = lambda, best = double.PositiveInfinity, last = double.PositiveInfinity;
        for (int iteration = 0, stalled = 0, logarithmic = 0; iteration <= IterationLimit && !budget.Exhausted; iteration++)
        {
            bool cautious = iteration > Patience;
            double missed = _pieces.Condense(logarithmic > 0 || cautious, _marginal, _compliance);
            (lambda, double unbalanced, _) = _state.Stationarity(_pieces.Y, _marginal, _compliance, _target);
            double open = _pieces.Complementarity(0) + missed;
            double scale = Math.Max(_model.Total * Math.Max(Math.Abs(lambda), Negligible), _pieces.Worth());
            double residual = (open + unbalanced) / scale;
            residuals.Add(residual);
            if (!double.IsFinite(residual)) break;

            stalled = residual < 0.5 * best ? 0 : stalled + 1;
            if (residual < best)
            {
                best = residual;
                bestLambda = lambda;
                _pieces.Settle(scale / (_model.Total * _model.Total), _best);
            }

            converged = residual <= Precision || (stalled > 0 && best <= Standstill) || (stalled > 4 && (best <= Floor || open <= Precision * scale));
            if (converged || iteration == IterationLimit) break;
            logarithmic = residual > 1.5 * last ? LogarithmicSpell : logarithmic - 1;
            last = residual;
            iterations++;

            // predictor: straight at the solution
            AddPieces(_compliance, _periodCompliance);
            if (!_sweep.TryFactor(_periodCompliance, _state.Risk, _model.Permanent)) break;
            double mean = Math.Max(open, Precision * Precision * scale) / (2 * _model.PieceCount);
            Direct(sum, lambda, 0, corrected: false);
            double reach = _pieces.Reach();
            double predicted = (_pieces.Complementarity(reach) + ((1 - reach) * missed)) / (2 * _model.PieceCount);

            // corrector: centred as far as the predictor fell short, with its second-order term
            double tau = mean * (cautious ? CautiousCentring : Math.Pow(Math.Max(predicted, 0) / mean, 3));
            tau = Math.Max(tau, Abreast * missed / (2 * _model.PieceCount));
            Direct(sum, lambda, tau, corrected: !cautious);
            if (_pieces.Reach() < 0.5 * reach) Direct(sum, lambda, tau, corrected: false);
            _pieces.Advance(Math.Min(1, ToBoundary * _pieces.Reach()));
            sum = _state.MoveTo(_pieces.Y);
        }

        lambda = bestLambda;
        _state.MoveTo(_best);
        return converged;
    }

    /// <summary>Prices that are small, and nothing at all, in the units of the model, where a typical marginal cost is about 1.</summary>
    private const double Small = 1e-3, Negligible = 1e-12;

    /// <summary>
    /// One Newton direction: the pieces' targets, the sweep over periods, back to the pieces and their multipliers. Prices are taken relative to
    /// what a share costs now (λ less what is coupled): they nearly agree where a piece is free to move, and its compliance is huge.
    /// </summary>
    private void Direct(double sum, double lambda, double tau, bool corrected)
    {
        _pieces.Aim(tau, corrected, _target);
        for (int i = 0; i < _offset.Length; i++)
        {
            double price = lambda - _state.Coupled[i], offset = 0;
            for (int j = _model.Start[i]; j < _model.Start[i + 1]; j++) offset += _target[j] = _compliance[j] * (_target[j] - price);
            _offset[i] = offset;
        }

        _sweep.Solve(_periodCompliance, _offset, _zero, _model.Total - sum, _dx, _dr);
        if (_model.OnePieceEach)
        {
            _pieces.Follow(_dx, tau, corrected);
            return;
        }

        for (int i = 0; i < _dx.Length; i++)
        {
            double price = (_dx[i] + _offset[i]) / _periodCompliance[i];
            for (int j = _model.Start[i]; j < _model.Start[i + 1]; j++) _target[j] = (_compliance[j] * price) - _target[j];
        }

        _pieces.Follow(_target, tau, corrected);
    }

    private void AddPieces(ReadOnlySpan<double> pieces, Span<double> periods)
    {
        if (_model.OnePieceEach)
        {
            if (!pieces.Overlaps(periods)) pieces.CopyTo(periods);
            return;
        }

        for (int i = 0; i < periods.Length; i++)
        {
            double sum = 0;
            for (int j = _model.Start[i]; j < _model.Start[i + 1]; j++) sum += pieces[j];
            periods[i] = sum;
        }
    }
}
