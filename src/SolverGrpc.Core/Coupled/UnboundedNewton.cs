using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// The coupled problem as if it had no bounds: Newton whose every step is one <see cref="InventorySweep"/> for the whole schedule
/// (not for a correction to it), so that Σ x = S holds after each. Quadratic costs need a single step. With power laws the
/// marginal costs q are variables besides x, tied to them as in <see cref="PieceVariables"/>; both only ever shrink by a factor, so that x &gt; 0.
/// Whoever calls looks whether the result keeps the bounds: then it is the optimum.
/// </summary>
internal readonly ref struct UnboundedNewton
{
    private const int StepLimit = 30;
    private const double LeastShrink = 0.02;

    /// <summary>Σ |Δq Δx| relative to λ S, the decrease a step promises, after which the step just made is exact.</summary>
    private const double Precision = 1e-18;

    private readonly CoupledModel _model;
    private readonly InventoryState _state;
    private readonly InventorySweep _sweep;
    private readonly Span<double> _x, _q, _logC, _compliance, _offset, _steep, _miss, _next, _remaining;

    /// <summary>Takes its memory from <paramref name="workspace"/>. The model must be <see cref="Fits"/>.</summary>
    public UnboundedNewton(scoped in CoupledModel model, scoped in InventoryState state, Workspace workspace)
    {
        int periods = model.PeriodCount;
        _model = model;
        _state = state;
        _sweep = new InventorySweep(workspace.Take(InventorySweep.ScratchLength(periods)), periods);
        _x = workspace.Take(periods);
        _q = workspace.Take(periods);
        _logC = workspace.Take(periods);
        _compliance = workspace.Take(periods);
        _offset = workspace.Take(periods);
        _steep = workspace.Take(periods);
        _miss = workspace.Take(periods);
        _next = workspace.Take(periods);
        _remaining = workspace.Take(periods);
    }

    /// <summary>
    /// Every period is strictly convex and either all costs are quadratic, or nothing but risk and permanent impact
    /// tells the periods apart besides their power laws: no floors, no spreads of their own, no drift.
    /// </summary>
    public static bool Fits(in CoupledModel model)
    {
        if (!model.OnePieceEach || model.Low.ContainsAnyExcept(0.0)) return false;
        for (int j = 0; j < model.PieceCount; j++)
            if (model.B[j] == 0 && model.C[j] == 0) return false;
        return !model.C.ContainsAnyExcept(0.0) || !(model.A.ContainsAnyExcept(0.0) || model.Drift.ContainsAnyExcept(0.0));
    }

    /// <summary>Solves for the weights in the state and leaves it at the solution. False: it did not converge, or breaks a bound.</summary>
    public bool TrySolve(ResidualLog residuals, ref int iterations, out double lambda)
    {
        lambda = double.NaN;
        bool powers = _model.C.ContainsAnyExcept(0.0);
        Begin();
        for (int step = 0; ; step++)
        {
            Linearise();
            if (step == StepLimit || !_sweep.TryFactor(_compliance, _state.Risk, _model.Permanent)) return false;
            _sweep.Solve(_compliance, _offset, _model.Drift, _model.Total, _next, _remaining);
            iterations++;
            double residual = powers ? Advance() : 0;
            residuals.Add(residual);
            if (!double.IsFinite(residual)) return false;
            if (residual <= Precision) break;
        }

        for (int i = 0; i < _x.Length; i++)
            if (!(_next[i] >= 0 && _next[i] <= _model.High[i])) return false;
        _state.MoveTo(_next);
        lambda = Lambda();
        return true;
    }

    private void Begin()
    {
        _x.Fill(_model.Total / _model.PeriodCount);
        _q.Clear();
        _miss.Clear();
        _steep.Clear();
        for (int i = 0; i < _x.Length; i++)
        {
            if (_model.C[i] == 0) continue;
            _logC[i] = Math.Log(_model.C[i] * _model.D[i]);
            _q[i] = Math.Exp(_logC[i] + ((_model.D[i] - 1) * Math.Log(_x[i])));
        }
    }

    // x = C p − e with C = 1 / (2 b + law), e = C (a + q − miss − law x)
    private void Linearise()
    {
        for (int i = 0; i < _x.Length; i++)
        {
            double x = _x[i], q = _q[i];
            if (_model.C[i] > 0)
            {
                double power = _model.D[i] - 1;
                double miss = Math.Log(q) - _logC[i] - (power * Math.Log(x));
                _miss[i] = q * miss;
                _steep[i] = power * q / x;
            }

            double compliance = 1 / ((2 * _model.B[i]) + _steep[i]);
            _compliance[i] = compliance;
            _offset[i] = compliance * (_model.A[i] + q - _miss[i] - (_steep[i] * x));
        }
    }

    private double Advance()
    {
        double change = 0, worth = 0;
        for (int i = 0; i < _x.Length; i++)
        {
            double x = _x[i], q = _q[i];
            double dx = _next[i] - x;
            double dq = (_steep[i] * dx) - _miss[i];
            change += Math.Abs(dx * dq) + (Math.Abs(_miss[i] * dx));
            worth += x * ((2 * _model.B[i] * x) + q);
            _x[i] = Math.Max(_next[i], LeastShrink * x);
            _q[i] = Math.Max(q + dq, LeastShrink * q);
        }

        return change / worth;
    }

    // what one share more costs, weighted by the trades: those near 0 have no say
    private double Lambda()
    {
        double earlier = 0, sum = 0;
        for (int i = 0; i < _x.Length; i++)
        {
            double power = _model.C[i] > 0 ? _model.C[i] * _model.D[i] * Math.Pow(_next[i], _model.D[i] - 1) : 0;
            double coupled = earlier + (_model.Permanent.IsEmpty ? 0 : _model.Permanent[i] * _state.Remaining[i]);
            sum += _next[i] * (_model.A[i] + (2 * _model.B[i] * _next[i]) + power + coupled);
            earlier += _state.Slope[i];
        }

        return sum / _model.Total;
    }
}
