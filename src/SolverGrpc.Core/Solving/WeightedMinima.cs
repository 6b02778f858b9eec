namespace SolverGrpc.Core.Solving;

/// <summary>Sums e E + v V that a method has minimised, each with the schedule it found: what a certificate may prove again.</summary>
public sealed class WeightedMinima
{
    private readonly List<(double CostWeight, double RiskWeight)> _weights = [];
    private double[] _schedules = [];

    /// <summary>How many there are.</summary>
    public int Count => _weights.Count;

    /// <summary>The weights e and v of one.</summary>
    public (double CostWeight, double RiskWeight) Weights(int index) => _weights[index];

    /// <summary>The schedule of one, of <paramref name="periodCount"/> periods.</summary>
    public ReadOnlySpan<double> Schedule(int index, int periodCount) => _schedules.AsSpan(index * periodCount, periodCount);

    /// <summary>Adds one; all schedules have the same length.</summary>
    public void Add(double costWeight, double riskWeight, ReadOnlySpan<double> schedule)
    {
        int used = Count * schedule.Length;
        if (used + schedule.Length > _schedules.Length) Array.Resize(ref _schedules, 2 * (used + schedule.Length));
        schedule.CopyTo(_schedules.AsSpan(used));
        _weights.Add((costWeight, riskWeight));
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _weights.Clear();
}
