using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Baselines;

/// <summary>What the methods for Σ f_i(x_i) with convex f_i and continuous x_i cannot take.</summary>
internal static class ConvexSeparable
{
    /// <summary>Why not, in a sentence; null if a problem with <paramref name="traits"/> is of this class.</summary>
    public static string? Refuse(ProblemTraits traits) =>
        (traits & ProblemTraits.AnyConcave) != 0 ? "where costs are concave a stationary point need not be a minimum"
        : (traits & ProblemTraits.Coupled) != 0 ? "risk, drift and permanent impact couple the periods"
        : (traits & ProblemTraits.MinimumSlice) != 0 ? "a minimum slice is not convex"
        : (traits & ProblemTraits.Lots) != 0 ? "the method works with fractions of a share, not with whole lots"
        : null;
}
