namespace SolverGrpc.Core.Simd;

/// <summary>Σ x in twice the working precision, rounded once, on the lanes of the CPU; not finite if some x is not.</summary>
internal static class LaneSum
{
    /// <summary>The sum of <paramref name="x"/>.</summary>
    public static double Of(ReadOnlySpan<double> x) => KernelSelection.Run<Call, Totals>(new(x)).FirstSum;

    private readonly unsafe ref struct Call(ReadOnlySpan<double> terms) : ILaneCall<Totals>
    {
        private readonly ReadOnlySpan<double> _terms = terms;

        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            fixed (double* x = _terms) return ChunkedPass.Run(new CompensatedSumPass<TLane>(x), _terms.Length);
        }
    }
}
