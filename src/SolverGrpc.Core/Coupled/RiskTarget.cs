using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// What κ is searched for. Along the schedules that minimise E + κ V,
/// <code>
/// V                falls with κ:                      V ≤ R
/// 2 κ √V           rises with κ:                      2 κ √V = z is where E + z √V is smallest (κ*)
/// E + z √V         falls up to κ* and rises after it: E + z √V ≤ limit, with κ in [0, κ*]
/// E                rises with κ:                      E ≤ limit (of the order's slippage; <see cref="RiskKind.None"/>), for <see cref="CostLimitSearch"/>
/// </code>
/// (dE = −κ dV along them.) Each is written as an <see cref="Excess"/> that falls through 0 at the κ sought.
/// </summary>
internal readonly struct RiskTarget(RiskKind kind, double value, double z)
{
    /// <summary>What meeting the target better than this could still gain, relative to the scale of the costs.</summary>
    private const double Tolerance = 1e-11;

    /// <summary>The usual d log V / d log κ, and with it that of log 1/(κ √V) as well.</summary>
    public const double UsualVariance = -2.0 / 3;

    /// <summary>No excess is below minus this: log 0 is no use to a secant.</summary>
    private const double Steepest = 40;

    /// <summary>The search aims at this part of the tolerance inside the limit, so that it ends on the feasible side.</summary>
    private const double Aim = 0.4;

    /// <summary>z − 2 κ √V at the last solve: what is left of the weight on the risk.</summary>
    public double Slack(in FixedAversion at) => z - (2 * at.Aversion * Math.Sqrt(at.Variance));

    /// <summary>E + z √V at the last solve.</summary>
    public double ValueAtRisk(in FixedAversion at) => at.Cost + (z * Math.Sqrt(at.Variance));

    /// <summary>Multiplier of the value-at-risk limit: 2 κ √V / (z − 2 κ √V).</summary>
    public double Price(in FixedAversion at) => 2 * at.Aversion * Math.Sqrt(at.Variance) / Math.Max(Slack(at), Tolerance * z);

    /// <summary>The last solve meets the limit; always true where there is none.</summary>
    public bool Feasible(in FixedAversion at) => kind switch
    {
        RiskKind.VarianceLimit => at.Variance <= value,
        RiskKind.ValueAtRiskLimit => ValueAtRisk(at) <= value,
        RiskKind.None => at.Cost <= value,
        _ => true,
    };

    /// <summary>The solve at κ = 0 needs no risk to be weighed: it meets the limit, or has none.</summary>
    public bool Done(in FixedAversion at) => kind == RiskKind.MinimizeValueAtRisk ? at.Variance == 0 || z == 0 : Feasible(at);

    /// <summary>The last solve meets the target and nothing worth mentioning is left to gain.</summary>
    public bool Met(in FixedAversion at) => Feasible(at) && Math.Abs(Gain(at)) <= Tolerance * at.Scale;

    /// <summary>The last solve breaks the value-at-risk limit with a κ above κ*: the limit is met below, or nowhere.</summary>
    public bool IsBeyond(in FixedAversion at) => kind == RiskKind.ValueAtRiskLimit && !Feasible(at) && !(Slack(at) > 0);

    /// <summary>
    /// Slope of the excess in log κ for a power law in a long horizon, where V goes like κ^(−1/(1+h)), h about ½. Along the schedules d(E + z √V) = −(κ − z/(2 √V)) dV.
    /// </summary>
    public double UsualSlope(in FixedAversion at) =>
        kind == RiskKind.ValueAtRiskLimit ? UsualVariance / 2 * Slack(at) * Math.Sqrt(at.Variance) / at.Scale : UsualVariance;

    /// <summary>&gt; 0 if κ must grow, in a scale in which secants are good.</summary>
    public double Excess(in FixedAversion at) => Math.Max(Signed(at), -Steepest);

    /// <summary>κ and V alone tell the <see cref="ExcessAt"/>.</summary>
    public bool NeedsNoCost => kind is RiskKind.VarianceLimit or RiskKind.MinimizeValueAtRisk;

    /// <summary>The same of a target that <see cref="NeedsNoCost"/>, at κ = <paramref name="aversion"/>, where the costs are of size <paramref name="scale"/>.</summary>
    public double ExcessAt(double aversion, double variance, double scale) => kind == RiskKind.VarianceLimit
        ? Math.Log(variance / Math.Max(value - Math.Min(Aim * Tolerance * scale / aversion, value / 2), double.Epsilon))
        : Math.Log(z / (2 * aversion * Math.Sqrt(variance)));

    private double Signed(in FixedAversion at) => kind == RiskKind.ValueAtRiskLimit
        ? (ValueAtRisk(at) - value + Math.Min(Aim * Tolerance * at.Scale / Price(at), Tolerance * at.Scale)) / at.Scale
        : ExcessAt(at.Aversion, at.Variance, at.Scale);

    // what the objective could still fall by, to first order
    private double Gain(in FixedAversion at) => kind switch
    {
        RiskKind.VarianceLimit => at.Aversion * (value - at.Variance),
        RiskKind.ValueAtRiskLimit => Price(at) * (value - ValueAtRisk(at)),
        _ => Slack(at) * Math.Sqrt(at.Variance),
    };
}
