using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// The variables of every piece in an interior point, and their direction:
/// <code>
/// s = y − low,  t = high − y    both kept, so that neither loses digits near its bound
/// z, w                          their multipliers: s z = τ and t w = τ on the central path
/// q                             marginal cost of the power term, in the end c d y^(d−1)
/// </code>
/// With q a variable of its own everything but s z, t w and the power law is linear, and the law can be
/// linearised where it is kindest; Newton on f' itself creeps where y must fall by orders of magnitude (d &gt; 2) and
/// overshoots at the infinite curvature at 0 (d &lt; 2).
/// </summary>
internal readonly ref struct PieceVariables
{
    private const double LogTwo = 0.6931471805599453;

    /// <summary>A step leaves at least this part of q.</summary>
    private const double LeastShrink = 0.005;

    /// <summary>Part of S within which a piece may be moved onto its bound at the end.</summary>
    private const double Near = 1e-14;

    private readonly CoupledModel _model;
    private readonly Span<double> _s, _t, _z, _w, _q;
    private readonly Span<double> _logC, _miss, _steep;
    private readonly Span<double> _ds, _dz, _dw, _dq;

    /// <summary>Takes its memory from <paramref name="workspace"/>.</summary>
    public PieceVariables(scoped in CoupledModel model, Workspace workspace)
    {
        _model = model;
        int pieces = model.PieceCount;
        Y = workspace.Take(pieces);
        _s = workspace.Take(pieces);
        _t = workspace.Take(pieces);
        _z = workspace.Take(pieces);
        _w = workspace.Take(pieces);
        _q = workspace.Take(pieces);
        _logC = workspace.Take(pieces);
        _miss = workspace.Take(pieces);
        _steep = workspace.Take(pieces);
        _ds = workspace.Take(pieces);
        _dz = workspace.Take(pieces);
        _dw = workspace.Take(pieces);
        _dq = workspace.Take(pieces);
        _miss.Clear();
        _steep.Clear();
        for (int j = 0; j < pieces; j++) _logC[j] = model.LogC[j] * LogTwo;
    }

    /// <summary>y.</summary>
    public Span<double> Y { get; }

    /// <summary>The same fraction of every range, so that Σ x = S; q on its law; no multipliers, no direction.</summary>
    public void Centre()
    {
        double low = 0, range = 0;
        foreach (double fixedPart in _model.Base) low += fixedPart;
        for (int j = 0; j < Y.Length; j++)
        {
            low += _model.Low[j];
            range += _model.High[j] - _model.Low[j];
        }

        double fraction = (_model.Total - low) / range;
        for (int j = 0; j < Y.Length; j++)
        {
            double width = _model.High[j] - _model.Low[j];
            _s[j] = fraction * width;
            _t[j] = width - _s[j];
            Y[j] = _model.Low[j] + _s[j];
            _q[j] = Math.Exp(_logC[j] + ((_model.D[j] - 1) * Math.Log(Y[j])));
        }

        _z.Clear();
        _w.Clear();
        _ds.Clear();
        _dz.Clear();
        _dw.Clear();
        _dq.Clear();
    }

    /// <summary>z and w on the central path at <paramref name="tau"/>.</summary>
    public void Balance(double tau)
    {
        for (int j = 0; j < _s.Length; j++)
        {
            _z[j] = tau / _s[j];
            _w[j] = tau / _t[j];
        }
    }

    /// <summary>Σ s z + t w after a step of this length, 0 for where it stands.</summary>
    public double Complementarity(double length)
    {
        double sum = 0;
        for (int j = 0; j < _s.Length; j++)
        {
            double step = length * _ds[j];
            sum += ((_s[j] + step) * (_z[j] + (length * _dz[j]))) + ((_t[j] - step) * (_w[j] + (length * _dw[j])));
        }

        return sum;
    }

    /// <summary>Σ y f'(y): the size of what is being minimised.</summary>
    public double Worth()
    {
        double sum = 0;
        for (int j = 0; j < Y.Length; j++) sum += Y[j] * (_model.A[j] + (2 * _model.B[j] * Y[j]) + _q[j]);
        return sum;
    }

    /// <summary>
    /// Writes the marginal cost a + 2 b y + q − z + w and the compliance 1 / (2 b + law + z/s + w/t) of every piece; returns
    /// Σ y |Δq| that the power laws are missed by.
    /// </summary>
    /// <param name="logarithmic">
    /// Linearise log q = log(c d) + (d − 1) log y, which never overshoots but climbs slowly, instead of the tangent from the side where
    /// the law bends away: at (y, f'(y)) for d &gt; 2 and q too small, at (y(q), q) for d &lt; 2 and q too large.
    /// </param>
    /// <param name="marginal">Receives the marginal costs.</param>
    /// <param name="compliance">Receives the compliances.</param>
    public double Condense(bool logarithmic, Span<double> marginal, Span<double> compliance)
    {
        double missed = 0;
        for (int j = 0; j < Y.Length; j++)
        {
            double y = Y[j], slope = 2 * _model.B[j], q = _q[j];
            double stiffness = slope + (_z[j] / _s[j]) + (_w[j] / _t[j]);
            if (q > 0)
            {
                double power = _model.D[j] - 1;
                double miss = Math.Log(q) - _logC[j] - (power * Math.Log(y));
                _miss[j] = q * miss;
                _steep[j] = power * q / y;
                if (!logarithmic && power > 1 && miss < 0)
                {
                    double exact = q * Math.Exp(-miss);
                    _miss[j] = q - exact;
                    _steep[j] = power * exact / y;
                }
                else if (!logarithmic && power < 1 && miss > 0)
                {
                    double shrink = Math.Exp(-miss / power);
                    _miss[j] = power * q * (1 - shrink);
                    _steep[j] *= shrink;
                }

                stiffness += _steep[j];
                missed += y * Math.Abs(_miss[j]);
            }

            compliance[j] = 1 / stiffness;
            marginal[j] = _model.A[j] + (slope * y) + q - _z[j] + _w[j];
        }

        return missed;
    }

    /// <summary>
    /// The marginal cost of every piece if it stays where it is and s z = t w = τ and the power law hold to first order; with
    /// the products of the last direction (Mehrotra's second-order term) if <paramref name="corrected"/>.
    /// </summary>
    public void Aim(double tau, bool corrected, Span<double> target)
    {
        for (int j = 0; j < Y.Length; j++)
        {
            (double low, double high) = Products(j, tau, corrected);
            target[j] = _model.A[j] + (2 * _model.B[j] * Y[j]) + _q[j] - _miss[j] - (low / _s[j]) + (high / _t[j]);
        }
    }

    /// <summary>Makes <paramref name="direction"/> that of y and derives those of z, w and q, given what <see cref="Aim"/> was given.</summary>
    public void Follow(ReadOnlySpan<double> direction, double tau, bool corrected)
    {
        for (int j = 0; j < Y.Length; j++)
        {
            (double low, double high) = Products(j, tau, corrected);
            double step = direction[j];
            _ds[j] = step;
            _dz[j] = ((low - (_z[j] * step)) / _s[j]) - _z[j];
            _dw[j] = ((high + (_w[j] * step)) / _t[j]) - _w[j];
            _dq[j] = (_steep[j] * step) - _miss[j];
        }
    }

    /// <summary>Largest step ≤ 1 that keeps s, t, z and w positive.</summary>
    public double Reach()
    {
        double inverse = 1;
        for (int j = 0; j < _s.Length; j++)
        {
            inverse = Math.Max(inverse, Math.Max(-_ds[j] / _s[j], _ds[j] / _t[j]));
            inverse = Math.Max(inverse, Math.Max(-_dz[j] / _z[j], -_dw[j] / _w[j]));
        }

        return 1 / inverse;
    }

    /// <summary>Takes a step.</summary>
    public void Advance(double length)
    {
        for (int j = 0; j < _s.Length; j++)
        {
            _s[j] += length * _ds[j];
            _t[j] -= length * _ds[j];
            _z[j] += length * _dz[j];
            _w[j] += length * _dw[j];
            _q[j] = Math.Max(_q[j] + (length * _dq[j]), LeastShrink * _q[j]);
            Y[j] = _s[j] <= _t[j] ? _model.Low[j] + _s[j] : _model.High[j] - _t[j];
        }
    }

    /// <summary>Writes y to <paramref name="settled"/>, pieces whose multiplier outweighs their distance exactly on their bound.</summary>
    /// <param name="exchange">Price per unit of quantity at which the two are compared.</param>
    /// <param name="settled">Receives it.</param>
    public void Settle(double exchange, Span<double> settled)
    {
        double near = Near * _model.Total;
        for (int j = 0; j < _s.Length; j++)
        {
            double y = Y[j];
            if (_s[j] < near && _z[j] > Math.Max(_q[j], exchange * _s[j])) y = _model.Low[j];
            else if (_t[j] < near && _w[j] > exchange * _t[j]) y = _model.High[j];
            settled[j] = y;
        }
    }

    private (double Low, double High) Products(int j, double tau, bool corrected)
        => corrected ? (tau - (_ds[j] * _dz[j]), tau + (_ds[j] * _dw[j])) : (tau, tau);
}
