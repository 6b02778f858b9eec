namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>What a kernel says of its solve.</summary>
/// <param name="Lambda">λ, in currency per share.</param>
/// <param name="Passes">Passes that evaluated x(λ).</param>
/// <param name="Converged">x was written and Σ x = S up to rounding. False: the numbers are beyond this kernel.</param>
internal readonly record struct SolveStats(double Lambda, int Passes, bool Converged)
{
    /// <summary>The numbers are beyond this kernel.</summary>
    public static SolveStats Failed(int passes) => new(double.NaN, passes, false);
}
