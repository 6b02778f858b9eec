using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Comparison;

/// <summary>Which exact method covers which class of problem with which feature, asked from the methods themselves.</summary>
public static class FeatureTable
{
    private static readonly (string Name, ProblemTraits Traits)[] Classes =
    [
        ("convex curves", ProblemTraits.None),
        ("linear periods", ProblemTraits.Linear),
        ("concave periods", ProblemTraits.Concave),
        ("concave, then convex", ProblemTraits.ConcaveConvex),
        ("book levels", ProblemTraits.Levels),
    ];

    private static readonly (string Name, ProblemTraits Traits)[] Slices =
    [
        ("any quantity per period", ProblemTraits.None),
        ("whole lots", ProblemTraits.Lots),
        ("minimum slices", ProblemTraits.MinimumSlice),
        ("whole lots and minimum slices", ProblemTraits.Lots | ProblemTraits.MinimumSlice),
    ];

    private static readonly (string Name, ProblemTraits Traits)[] Features =
    [
        ("nothing else", ProblemTraits.None),
        ("floors and caps", ProblemTraits.Floors | ProblemTraits.Caps),
        ("limit on the order's slippage", ProblemTraits.OrderSlippage),
        ("drift", ProblemTraits.Drift),
        ("permanent impact", ProblemTraits.PermanentImpact),
        ("risk aversion", ProblemTraits.RiskAversion),
        ("risk aversion, drift, permanent impact, floors and caps", ProblemTraits.RiskAversion | ProblemTraits.Drift | ProblemTraits.PermanentImpact | ProblemTraits.Floors | ProblemTraits.Caps),
        ("risk aversion and a limit on the order's slippage", ProblemTraits.RiskAversion | ProblemTraits.OrderSlippage),
        ("variance limit", ProblemTraits.VarianceLimit),
        ("value-at-risk limit", ProblemTraits.ValueAtRiskLimit),
        ("minimise value at risk", ProblemTraits.MinimizeValueAtRisk),
    ];

    /// <summary>Every cell: by slices, then features, then classes.</summary>
    public static IReadOnlyList<FeatureCell> Cells { get; } =
        [.. from slices in Slices from feature in Features from cost in Classes select Cell(slices, feature, cost)];

    private static FeatureCell Cell((string Name, ProblemTraits Traits) slices, (string Name, ProblemTraits Traits) feature, (string Name, ProblemTraits Traits) cost)
    {
        ProblemTraits traits = slices.Traits | feature.Traits | cost.Traits;
        var methods = new List<Method>();
        for (int next = 0; MethodTable.ExactFor(traits, ref next) is { } method;) methods.Add(method.Id);

        // the last exact method is the most general one: what it says is what is missing
        string? reason = methods.Count > 0 ? null : MethodTable.MostGeneral.Refuse(traits);
        return new(slices.Name, feature.Name, cost.Name, traits, methods, reason);
    }
}

/// <summary>One combination of traits.</summary>
/// <param name="Slices">What a period's quantity may be.</param>
/// <param name="Feature">What the problem has beyond its costs.</param>
/// <param name="Costs">Class of the costs.</param>
/// <param name="Traits">All of it.</param>
/// <param name="Methods">The exact methods that take it, in the order in which <see cref="Method.Auto"/> tries them; none: it is unsupported.</param>
/// <param name="Reason">Why not, if none does.</param>
public sealed record FeatureCell(string Slices, string Feature, string Costs, ProblemTraits Traits, IReadOnlyList<Method> Methods, string? Reason);
