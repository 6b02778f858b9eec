namespace SolverGrpc.Core.Certificates;

/// <summary>Lower bound on every schedule, computed here: what became of the claim of a search.</summary>
/// <param name="Value">The bound; NaN if nothing is proven.</param>
/// <param name="RoundingScale">Sizes of the terms it is the sum of.</param>
internal readonly record struct CheckedBound(double Value, double RoundingScale)
{
    /// <summary>Nothing is proven.</summary>
    public static CheckedBound None => new(double.NaN, 0);
}
