using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Where a schedule stands: x and r of its pieces, and the slope b_i = γ_i x_i + μ_i + W_i r_i that each r_i charges besides
/// the trades' own costs (W = 2 κ v). One share more in period i costs
/// <code>
/// f_i'(x_i) + γ_i r_i + Σ over k &lt; i of b_k
/// </code>
/// more, which is λ in every period that is free to move.
/// </summary>
internal readonly ref struct InventoryState
{
    private readonly CoupledModel _model;

    /// <summary>Takes its memory from <paramref name="workspace"/>.</summary>
    public InventoryState(scoped in CoupledModel model, Workspace workspace)
    {
        _model = model;
        Trades = workspace.Take(model.PeriodCount);
        Remaining = workspace.Take(model.PeriodCount);
        Slope = workspace.Take(model.PeriodCount);
        Coupled = workspace.Take(model.PeriodCount);
        Risk = workspace.Take(model.PeriodCount);
    }

    /// <summary>x_i.</summary>
    public Span<double> Trades { get; }

    /// <summary>r_i, summed from the end.</summary>
    public Span<double> Remaining { get; }

    /// <summary>b_i.</summary>
    public Span<double> Slope { get; }

    /// <summary>γ_i r_i + Σ over k &lt; i of b_k, after <see cref="Stationarity"/>.</summary>
    public Span<double> Coupled { get; }

    /// <summary>W_i.</summary>
    public Span<double> Risk { get; }

    /// <summary>Sets W for risk aversion κ in the units of the model.</summary>
    public void Weigh(double aversion)
    {
        for (int i = 0; i < Risk.Length; i++) Risk[i] = 2 * aversion * _model.Variance[i];
    }

    /// <summary>Moves to the pieces <paramref name="y"/>. Returns Σ x.</summary>
    public double MoveTo(ReadOnlySpan<double> y)
    {
        if (_model.OnePieceEach)
        {
            y.CopyTo(Trades);
        }
        else
        {
            for (int i = 0; i < Trades.Length; i++)
            {
                double sum = _model.Base[i];
                for (int j = _model.Start[i]; j < _model.Start[i + 1]; j++) sum += y[j];
                Trades[i] = sum;
            }
        }

        double left = 0;
        for (int i = Trades.Length - 1; i >= 0; i--)
        {
            double b = _model.Drift[i] + (Risk[i] * left);
            if (!_model.Permanent.IsEmpty) b += _model.Permanent[i] * Trades[i];
            Slope[i] = b;
            Remaining[i] = left;
            left += Trades[i];
        }

        return left;
    }

    /// <summary>
    /// λ as the mean of what one share more costs in each piece, given the marginal costs of the pieces with their bound multipliers
    /// and weighted by the compliances (what can move decides); and the largest deviation from it.
    /// </summary>
    public (double Lambda, double Weighted, double Largest) Stationarity(ReadOnlySpan<double> y, ReadOnlySpan<double> marginal, ReadOnlySpan<double> compliance, Span<double> scratch)
    {
        double earlier = 0, weights = 0, sum = 0;
        for (int i = 0; i < Trades.Length; i++)
        {
            double coupled = earlier;
            if (!_model.Permanent.IsEmpty) coupled += _model.Permanent[i] * Remaining[i];
            Coupled[i] = coupled;
            for (int j = _model.Start[i]; j < _model.Start[i + 1]; j++)
            {
                double cost = marginal[j] + coupled;
                scratch[j] = cost;
                sum += compliance[j] * cost;
                weights += compliance[j];
            }

            earlier += Slope[i];
        }

        double lambda = sum / weights, weighted = 0, largest = 0;
        for (int j = 0; j < y.Length; j++)
        {
            double residual = Math.Abs(scratch[j] - lambda);
            weighted += y[j] * residual;
            largest = Math.Max(largest, residual);
        }

        return (lambda, weighted, largest);
    }
}
