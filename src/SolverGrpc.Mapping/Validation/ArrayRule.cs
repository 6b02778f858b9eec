using System.Numerics;
using System.Runtime.InteropServices;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>What the values of an array may be.</summary>
/// <param name="Path">Path of the field.</param>
/// <param name="Least">Smallest value allowed.</param>
/// <param name="Most">Largest value allowed.</param>
/// <param name="Allowed">The same for people.</param>
internal sealed record ArrayRule(string Path, double Least, double Most, string Allowed)
{
    private static readonly ArrayRule[] Rules = [.. Enum.GetValues<ArrayField>().Select(Make)];

    /// <summary>The rule of a field.</summary>
    public static ArrayRule Of(ArrayField field) => Rules[(int)field];

    /// <summary>Every value is allowed. NaN never is.</summary>
    public bool Allows(ReadOnlySpan<double> values)
    {
        Vector<double> least = new(Least), most = new(Most);
        Vector<long> within = Vector<long>.AllBitsSet;
        ReadOnlySpan<Vector<double>> lanes = MemoryMarshal.Cast<double, Vector<double>>(values);
        foreach (Vector<double> lane in lanes) within &= Vector.GreaterThanOrEqual(lane, least) & Vector.LessThanOrEqual(lane, most);
        bool allowed = within == Vector<long>.AllBitsSet;
        foreach (double value in values[(lanes.Length * Vector<double>.Count)..]) allowed &= Allows(value);
        return allowed;
    }

    /// <summary>This value is allowed.</summary>
    public bool Allows(double value) => value >= Least && value <= Most;

    private static ArrayRule Make(ArrayField field) => field switch
    {
        ArrayField.DurationSeconds => Positive("grid.duration_seconds"),
        ArrayField.HalfSpread => NotNegative("cost.half_spread"),
        ArrayField.PowerLawAlpha => NotNegative("cost.power_law.alpha"),
        ArrayField.PowerLawSigma => NotNegative("cost.power_law.sigma"),
        ArrayField.PowerLawBeta => Positive("cost.power_law.beta"),
        ArrayField.QuadraticAlpha => NotNegative("cost.quadratic.alpha"),
        ArrayField.QuadraticBeta => NotNegative("cost.quadratic.beta"),
        ArrayField.LinearAlpha => NotNegative("cost.linear.alpha"),
        ArrayField.LinearBeta => Finite("cost.linear.beta"),
        ArrayField.LinearVolatility => NotNegative("cost.linear.volatility"),
        ArrayField.LinearLiquidity => NotNegative("cost.linear.liquidity"),
        ArrayField.LinearPrice => Finite("cost.linear.price"),
        ArrayField.LevelSize => NotNegativeOrInfinite("cost.piecewise_linear.level_size"),
        ArrayField.LevelPrice => Finite("cost.piecewise_linear.level_price"),
        ArrayField.CompositeA => Finite("cost.composite.a"),
        ArrayField.CompositeB => NotNegative("cost.composite.b"),
        ArrayField.CompositeC => NotNegative("cost.composite.c"),
        ArrayField.CompositeD => Positive("cost.composite.d"),
        ArrayField.MinQuantity => NotNegative("bounds.min_quantity"),
        ArrayField.MaxQuantity => NotNegativeOrInfinite("bounds.max_quantity"),
        ArrayField.MinimumSlice => NotNegative("bounds.minimum_slice"),
        ArrayField.ParticipationRate => new("problem.bounds.participation_rate", 0, 1, "must be between 0 and 1"),
        ArrayField.Volume => NotNegative("bounds.volume"),
        ArrayField.Target => NotNegative("bounds.target"),
        ArrayField.MaxDeviation => NotNegativeOrInfinite("bounds.max_deviation"),
        ArrayField.Volatility => NotNegative("dynamics.volatility"),
        ArrayField.Drift => Finite("dynamics.drift"),
        ArrayField.PermanentImpact => NotNegative("dynamics.permanent_impact"),
        ArrayField.ValidUpTo => NotNegativeOrInfinite("cost.valid_up_to"),
        ArrayField.SlippagePerPeriod => NotNegativeOrInfinite("slippage_limits.per_period"),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No such array."),
    };

    private static ArrayRule Finite(string path) => new("problem." + path, double.MinValue, double.MaxValue, "must be finite");

    private static ArrayRule NotNegative(string path) => new("problem." + path, 0, double.MaxValue, "must be finite and >= 0");

    private static ArrayRule NotNegativeOrInfinite(string path) => new("problem." + path, 0, double.PositiveInfinity, "must be >= 0; +inf is allowed");

    private static ArrayRule Positive(string path) => new("problem." + path, double.Epsilon, double.MaxValue, "must be finite and > 0");
}
