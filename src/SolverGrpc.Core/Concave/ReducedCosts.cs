using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// The box of the whole search, which shrinks with every better schedule. With the dual value D at the root's λ, a schedule
/// that puts period i at z costs at least D + f_i − λ x − min (f_i − λ x): positions for which that is more than a better
/// schedule may cost are cut off. On a concave stretch the chord bounds the excess from below.
/// </summary>
internal ref struct ReducedCosts
{
    private readonly SearchSpace _space;
    private readonly Span<double> _least;
    private readonly Span<double> _trading;

    /// <summary>Nothing is known yet.</summary>
    public ReducedCosts(in SearchSpace space, Workspace workspace)
    {
        _space = space;
        int n = space.Lower.Length;
        Low = workspace.Take(n);
        High = workspace.Take(n);
        _least = workspace.Take(n);
        _trading = workspace.Take(n);
        Lambda = double.NaN;
        Bound = double.NaN;
    }

    /// <summary>Smallest positions.</summary>
    public Span<double> Low { get; }

    /// <summary>Largest positions.</summary>
    public Span<double> High { get; }

    /// <summary>λ of the relaxation of everything.</summary>
    public double Lambda { get; private set; }

    /// <summary>Its dual value.</summary>
    public double Bound { get; private set; }

    /// <summary>The box that bounds and sum leave. False if it is empty.</summary>
    public readonly bool Begin()
    {
        for (int i = 0; i < Low.Length; i++)
        {
            Low[i] = _space.Lower[i];
            High[i] = Math.Min(_space.Upper[i], _space.Total);
        }

        return Propagation.Tighten(_space, Low, High);
    }

    /// <summary>Average price of a share over the box, in currency.</summary>
    public readonly double MeanPrice()
    {
        double cost = 0, room = 0;
        for (int i = 0; i < Low.Length; i++)
        {
            cost += _space.Cost(i, High[i]) - _space.Cost(i, Low[i]);
            room += (High[i] - Low[i]) * _space.Step;
        }

        double price = cost / room;
        return double.IsFinite(price) ? price : 0;
    }

    /// <summary>Takes over the dual solution of the whole box.</summary>
    public void Record(in Relaxation relaxation)
    {
        (Lambda, Bound) = (relaxation.Lambda, relaxation.Bound);
        for (int i = 0; i < Low.Length; i++) (_least[i], _trading[i]) = relaxation.Least(i, Lambda);
    }

    /// <summary>Cuts off what cannot be part of a schedule below <paramref name="threshold"/>. True if something was cut.</summary>
    public readonly bool Shrink(double threshold)
    {
        double slack = threshold - Bound;
        bool cut = false;
        if (!(slack > 0) || double.IsInfinity(slack)) return cut;
        for (int i = 0; i < Low.Length; i++) cut |= Low[i] < High[i] && (_space.IsSemicontinuous(i, Low[i]) ? Decide(i, slack) : Shrink(i, slack));
        return cut;
    }

    // nothing, or at least the minimum slice
    private readonly bool Decide(int i, double slack)
    {
        if (_trading[i] - _least[i] > slack) High[i] = 0;
        else if (Excess(i, 0) > slack) Low[i] = _space.Minimum[i];
        else return false;
        return true;
    }

    private readonly bool Shrink(int i, double slack)
    {
        double low = Low[i], high = High[i], width = high - low;
        if (high > _space.Inflection[i]) return false;
        double atLow = Excess(i, low), atHigh = Excess(i, high);
        if (atHigh > slack && atHigh > atLow) High[i] = low + Reach(width * (slack - atLow) / (atHigh - atLow));
        else if (atLow > slack && atLow > atHigh) Low[i] = high - Reach(width * (slack - atHigh) / (atLow - atHigh));
        else return false;
        return true;
    }

    private readonly double Reach(double distance) => _space.Whole ? Math.Floor(Math.Max(0, distance)) : Math.Max(0, distance);

    private readonly double Excess(int i, double z) => _space.Cost(i, z) - (Lambda * _space.Shares(i, z)) - _least[i];
}
