using SolverGrpc.Core.Costs;
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

    private static readonly (string Name, ProblemTraits Traits, FeaturePose Pose)[] Features =
    [
        ("nothing else", ProblemTraits.None, default),
        ("floors and caps", ProblemTraits.Floors | ProblemTraits.Caps, default),
        ("concentration limits", ProblemTraits.Caps, FeaturePose.Concentration),
        ("limit on the slippage of a period", ProblemTraits.Caps, FeaturePose.PeriodSlippage),
        ("limit on the order's slippage", ProblemTraits.OrderSlippage, default),
        ("drift", ProblemTraits.Drift, default),
        ("selling, drift", ProblemTraits.Drift, FeaturePose.Selling),
        ("permanent impact", ProblemTraits.PermanentImpact, default),
        ("permanent impact that is not convex", ProblemTraits.PermanentImpact, FeaturePose.NotConvex),
        ("risk aversion", ProblemTraits.RiskAversion, default),
        ("risk aversion, drift, permanent impact, floors and caps", ProblemTraits.RiskAversion | ProblemTraits.Drift | ProblemTraits.PermanentImpact | ProblemTraits.Floors | ProblemTraits.Caps, default),
        ("risk aversion and a limit on the order's slippage", ProblemTraits.RiskAversion | ProblemTraits.OrderSlippage, default),
        ("variance limit", ProblemTraits.VarianceLimit, default),
        ("value-at-risk limit", ProblemTraits.ValueAtRiskLimit, default),
        ("minimise value at risk", ProblemTraits.MinimizeValueAtRisk, default),
    ];

    /// <summary>Every cell: by slices, then features, then classes.</summary>
    public static IReadOnlyList<FeatureCell> Cells { get; } =
        [.. from slices in Slices from feature in Features from cost in Classes select Cell(slices, feature, cost)];

    private static FeatureCell Cell((string Name, ProblemTraits Traits) slices, (string Name, ProblemTraits Traits, FeaturePose Pose) feature, (string Name, ProblemTraits Traits) cost)
    {
        ProblemTraits traits = slices.Traits | feature.Traits | cost.Traits;
        bool capped = feature.Pose != FeaturePose.PeriodSlippage || (traits & ProblemTraits.AnyConcave) == 0;
        var methods = new List<Method>();
        for (int next = 0; capped && MethodTable.ExactFor(traits, ref next) is { } method;)
            if (feature.Pose != FeaturePose.NotConvex || method.Refuse(ProblemTraits.Concave) is null) methods.Add(method.Id);

        // who takes no concave costs takes none that permanent impact makes concave; the last exact method is the most general one: what it says is what is missing
        string? reason = !capped ? SlippageCap.NotCovered : methods.Count > 0 ? null : MethodTable.MostGeneral.Refuse(traits);
        return new(slices.Name, feature.Name, cost.Name, traits, feature.Pose, methods, reason);
    }
}

/// <summary>What tells two features of the same traits apart: a method sees it in the numbers, or not at all.</summary>
public enum FeaturePose
{
    /// <summary>The traits say it all.</summary>
    Plain,

    /// <summary>The order sells.</summary>
    Selling,

    /// <summary>The caps are a least number of periods and a largest share of the order for one of them.</summary>
    Concentration,

    /// <summary>The caps are limits on the slippage of a period.</summary>
    PeriodSlippage,

    /// <summary>Permanent impact outweighs the curvature of the costs.</summary>
    NotConvex,
}

/// <summary>One combination of traits.</summary>
/// <param name="Slices">What a period's quantity may be.</param>
/// <param name="Feature">What the problem has beyond its costs.</param>
/// <param name="Costs">Class of the costs.</param>
/// <param name="Traits">All of it.</param>
/// <param name="Pose">What the traits do not say.</param>
/// <param name="Methods">The exact methods that take it, in the order in which <see cref="Method.Auto"/> tries them; none: it is unsupported.</param>
/// <param name="Reason">Why not, if none does.</param>
public sealed record FeatureCell(
    string Slices, string Feature, string Costs, ProblemTraits Traits, FeaturePose Pose, IReadOnlyList<Method> Methods, string? Reason);
