namespace SolverGrpc.Core.Discrete;

/// <summary>
/// What is known of cost E and variance V of all schedules from a few minima of weighted sums: each proves that no schedule lies below a line,
/// <code>
/// e E + v V ≥ w,   e, v ≥ 0
/// </code>
/// Whatever is asked for (<see cref="RiskGoal"/>) gets no better with a larger V, and is concave in (E, V), as is what its limits bound. So its smallest value above all
/// lines is found at a corner of their lower boundary, or where a limit crosses an edge of it: that value is a lower bound for every schedule, convex costs or not.
/// Lines are kept from the cheapest schedule (1, 0) to the least risky (0, 1), each with the schedule that lies on it.
/// </summary>
internal ref struct RiskFrontier
{
    /// <summary>Part of a limit by which a corner may miss it and count all the same: that only lowers the bound.</summary>
    private const double Slack = 1e-12;

    private readonly Span<double> _costWeight, _riskWeight, _least, _cost, _variance;

    /// <summary>Room for lines in <paramref name="memory"/>, five doubles each.</summary>
    public RiskFrontier(Span<double> memory)
    {
        int room = memory.Length / 5;
        _costWeight = memory[..room];
        _riskWeight = memory.Slice(room, room);
        _least = memory.Slice(2 * room, room);
        _cost = memory.Slice(3 * room, room);
        _variance = memory.Slice(4 * room, room);
    }

    /// <summary>How many lines there are.</summary>
    public int Count { get; private set; }

    /// <summary>V of the least risky schedule.</summary>
    public readonly double LeastVariance => _variance[Count - 1];

    /// <summary>The smallest value of a goal that the lines allow, and where.</summary>
    /// <param name="Value">+∞: none, the limits cannot be met.</param>
    /// <param name="Cost">E there.</param>
    /// <param name="Variance">V there.</param>
    /// <param name="Interval">The schedules of lines <paramref name="Interval"/> and the next enclose it.</param>
    public readonly record struct Lowest(double Value, double Cost, double Variance, int Interval);

    /// <summary>Adds e E + v V ≥ <paramref name="least"/>, met by a schedule with this cost and variance.</summary>
    public void Add(double costWeight, double riskWeight, double least, double cost, double variance)
    {
        int at = Count++;
        while (at > 0 && _riskWeight[at - 1] * costWeight > riskWeight * _costWeight[at - 1]) at--;
        foreach (Span<double> column in new Columns(this)) column[at..^1].CopyTo(column[(at + 1)..]);
        (_costWeight[at], _riskWeight[at], _least[at], _cost[at], _variance[at]) = (costWeight, riskWeight, least, cost, variance);
    }

    /// <summary>κ at which the two schedules of <paramref name="interval"/> are equally good; NaN if there is no such κ between those of their lines.</summary>
    public readonly double Between(int interval)
    {
        int i = interval, j = interval + 1;
        double kappa = (_cost[j] - _cost[i]) / (_variance[i] - _variance[j]);
        bool inside = kappa * _costWeight[i] > _riskWeight[i] * (1 + Slack) && kappa * _costWeight[j] < _riskWeight[j] * (1 - Slack);
        return inside && double.IsFinite(kappa) ? kappa : double.NaN;
    }

    /// <summary>How much of E a unit of V is worth between the two schedules of <paramref name="interval"/>, or on the line of one of them.</summary>
    public readonly double Price(int interval)
    {
        double kappa = (_cost[interval + 1] - _cost[interval]) / (_variance[interval] - _variance[interval + 1]);
        return kappa > 0 && double.IsFinite(kappa) ? kappa : _riskWeight[interval] / _costWeight[interval];
    }

    /// <summary>The bound on <paramref name="goal"/>.</summary>
    public readonly Lowest Bound(in RiskGoal goal)
    {
        var lowest = new Lowest(double.PositiveInfinity, double.NaN, double.NaN, 0);
        (double E, double V) before = default;
        for (int i = 0; i < Count - 1; i++)
        {
            (double E, double V) corner = Corner(i);
            if (goal.IsMet(corner.E, corner.V, Slack)) Consider(goal, corner.E, corner.V, i, ref lowest);
            if (i > 0) AlongEdge(goal, i, before, corner, ref lowest);
            before = corner;
        }

        return lowest;
    }

    // where lines i and i + 1 meet: between their schedules, whatever rounding says
    private readonly (double E, double V) Corner(int i)
    {
        int j = i + 1;
        double area = (_costWeight[i] * _riskWeight[j]) - (_costWeight[j] * _riskWeight[i]);
        double e = ((_least[i] * _riskWeight[j]) - (_least[j] * _riskWeight[i])) / area, v = ((_costWeight[i] * _least[j]) - (_costWeight[j] * _least[i])) / area;
        return (Math.Max(Math.Min(e, Math.Max(_cost[i], _cost[j])), _cost[i]), Math.Max(Math.Min(v, _variance[i]), Math.Min(_variance[i], _variance[j])));
    }

    // where limits cross the edge on line j, which falls from one corner to the next
    private readonly void AlongEdge(in RiskGoal goal, int j, (double E, double V) from, (double E, double V) to, ref Lowest lowest)
    {
        double kappa = _riskWeight[j] / _costWeight[j], sum = _least[j] / _costWeight[j];
        Span<double> crossings = [goal.VarianceLimit, (sum - goal.CostLimit) / kappa, double.NaN, double.NaN];

        // E = sum − κ V:  κ V − z √V + limit − sum = 0
        double root = Math.Sqrt((goal.Z * goal.Z) - (4 * kappa * (goal.ValueAtRiskLimit - sum)));
        double less = (goal.Z - root) / (2 * kappa), more = (goal.Z + root) / (2 * kappa);
        if (less >= 0) crossings[2] = less * less;
        if (more >= 0) crossings[3] = more * more;
        foreach (double v in crossings)
        {
            double e = sum - (kappa * v);
            if (v < from.V && v > to.V && goal.IsMet(e, v, Slack)) Consider(goal, e, v, e < _cost[j] ? j - 1 : j, ref lowest);
        }
    }

    private static void Consider(in RiskGoal goal, double cost, double variance, int interval, ref Lowest lowest)
    {
        double value = goal.Value(cost, variance);
        if (value < lowest.Value) lowest = new(value, cost, variance, interval);
    }

    private ref struct Columns(RiskFrontier frontier)
    {
        private readonly RiskFrontier _frontier = frontier;
        private int _next;

        public readonly Span<double> Current => (_next switch
        {
            1 => _frontier._costWeight,
            2 => _frontier._riskWeight,
            3 => _frontier._least,
            4 => _frontier._cost,
            _ => _frontier._variance,
        })[.._frontier.Count];

        public bool MoveNext() => ++_next <= 5;

        public readonly Columns GetEnumerator() => this;
    }
}
