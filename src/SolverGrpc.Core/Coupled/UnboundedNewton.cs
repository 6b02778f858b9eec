using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SolverGrpc.Core.Coupled.Kernels;
using SolverGrpc.Core.Simd;
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
    private const int StepLimit = 40;

    /// <summary>Σ |Δq Δx| relative to Σ x f', the decrease a step promises: what the next one could still gain is its square.</summary>
    private const double Precision = 1e-11;

    private readonly CoupledModel _model;
    private readonly InventoryState _state;
    private readonly InventorySweep _sweep;
    private readonly Span<double> _x, _q, _law, _miss, _compliance, _offset, _next, _remaining;

    /// <summary>Takes its memory, which must not move, from <paramref name="workspace"/>.</summary>
    public UnboundedNewton(scoped in CoupledModel model, scoped in InventoryState state, Workspace workspace)
    {
        int periods = model.PeriodCount;
        _model = model;
        _state = state;
        _sweep = new InventorySweep(workspace.Take(InventorySweep.ScratchLength(periods)), periods);
        _x = workspace.Take(periods);
        _q = workspace.Take(periods);
        _law = workspace.Take(periods);
        _miss = workspace.Take(periods);
        _compliance = workspace.Take(periods);
        _offset = workspace.Take(periods);
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
            if (model.B[j] == 0 && double.IsNegativeInfinity(model.LogC[j])) return false;
        return !model.HasPowers || !(model.A.ContainsAnyExcept(0.0) || model.Drift.ContainsAnyExcept(0.0));
    }

    /// <summary>
    /// Solves for the weights in the state and leaves it at the solution; starts where it ended last if <paramref name="warm"/>, else at the
    /// equal split. False: it did not converge, or breaks a bound.
    /// </summary>
    public bool TrySolve(bool warm, ResidualLog residuals, ref int iterations, out double lambda)
    {
        lambda = double.NaN;
        if (warm) _x.CopyTo(_next);
        else Begin();
        for (int step = 0; ; step++)
        {
            Totals totals = KernelSelection.Run<NewtonCall, Totals>(new(Columns, _x.Length));
            double residual = totals.First / totals.Second;
            if (step > 0)
            {
                residuals.Add(residual);
                if (residual <= Precision || !_model.HasPowers) break;
            }

            if (step == StepLimit || !double.IsFinite(residual) || !TryStep()) return false;
            iterations++;
        }

        for (int i = 0; i < _x.Length; i++)
            if (!(_next[i] >= 0 && _next[i] <= _model.High[i])) return false;
        _state.MoveTo(_next);
        lambda = Lambda();
        return true;
    }

    private bool TryStep()
    {
        if (_model.Permanent.IsEmpty) return _sweep.TrySolve(_compliance, _state.Risk, _offset, _model.Drift, _model.Total, _next, _remaining);
        if (!_sweep.TryFactor(_compliance, _state.Risk, _model.Permanent)) return false;
        _sweep.Solve(_compliance, _offset, _model.Drift, _model.Total, _next, _remaining);
        return true;
    }

    // the memory of the workspace is pinned
    private unsafe NewtonColumns Columns => new()
    {
        A = Pointer(_model.A),
        B = Pointer(_model.B),
        D = Pointer(_model.D),
        LogC = Pointer(_model.LogC),
        Next = Pointer(_next),
        X = Pointer(_x),
        Q = Pointer(_q),
        Law = Pointer(_law),
        Miss = Pointer(_miss),
        Compliance = Pointer(_compliance),
        Offset = Pointer(_offset),
    };

    private static unsafe double* Pointer(Span<double> column) => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(column));

    // an equal split, on the law; nothing to step to
    private void Begin()
    {
        double share = _model.Total / _model.PeriodCount, logShare = Math.Log2(share);
        _x.Fill(share);
        _next.Fill(share);
        _miss.Clear();
        _law.Clear();
        for (int i = 0; i < _q.Length; i++) _q[i] = _model.LogC[i] + ((_model.D[i] - 1) * logShare);
        Elementwise.Exp2(_q);
    }

    // what one share more costs, weighted by the trades: those near 0 have no say
    private double Lambda()
    {
        double earlier = 0, sum = 0;
        for (int i = 0; i < _x.Length; i++)
        {
            double coupled = earlier + (_model.Permanent.IsEmpty ? 0 : _model.Permanent[i] * _state.Remaining[i]);
            sum += _next[i] * (_model.A[i] + (2 * _model.B[i] * _next[i]) + _q[i] + coupled);
            earlier += _state.Slope[i];
        }

        return sum / _model.Total;
    }
}
