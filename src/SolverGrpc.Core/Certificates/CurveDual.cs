using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// The bound of <see cref="SeparableDual"/> for curves on lanes, with every error of the kernels taken off
/// (docs/decisions/0004): proven, but loose where an anchor sits at a kink or where numbers leave the ordinary range. Then
/// <see cref="SeparableDual"/> looks again, period by period.
/// </summary>
/// <param name="LowerBound">The bound; −∞ or NaN if nothing is proven.</param>
/// <param name="KktResidual">As there.</param>
/// <param name="RoundingScale">As there.</param>
/// <param name="IsTight">There is nothing that a closer look could add.</param>
internal readonly record struct CurveDual(double LowerBound, double KktResidual, double RoundingScale, bool IsTight)
{
    // below the tolerances of the judge, with room to spare
    private const double TightGap = 1e-13;
    private const double TightResidual = 1e-11;

    // λ beyond it is next to numbers without all their digits
    private const double SmallestLambda = 1e-280;
    private const double LargestLambda = 1e280;

    // below it a power has no digits to rely on
    internal const double SmallestPower = 1e-290;

    /// <summary>2^-52.</summary>
    internal const double Unit = 1.0 / (1L << 52);

    /// <summary>A marginal cost and a cost by the kernels are off by less than this plus d in <see cref="Unit"/>, relative to the sizes of their terms.</summary>
    internal const double ErrorUnits = 4;

    /// <summary>Beyond it products of a power may be infinite.</summary>
    internal const double LargestPower = 1e290;

    // for the roundings of what is added up here
    private const double SumRounding = 4 * Unit;

    /// <summary>The bound at <paramref name="lambda"/> and the anchor <paramref name="p"/>. All periods must be convex curves.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="linear">a; the problem's, or what stands in for it.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="p">The anchor.</param>
    /// <param name="sumError">|Σ p − S|, in shares.</param>
    /// <param name="value">What it costs.</param>
    /// <param name="powers">p_i^(d_i − 1).</param>
    public static CurveDual At(
        AllocationProblem problem, ReadOnlySpan<double> linear, double lambda, ReadOnlySpan<double> p, double sumError, double value, ReadOnlySpan<double> powers)
    {
        if (!(Math.Abs(lambda) is > SmallestLambda and < LargestLambda)) return default;
        double free = Math.Max(0, problem.Quantity - LaneSum.Of(problem.Lower));
        Totals totals = KernelSelection.Run<Call, Totals>(new(problem, linear, p, powers, lambda, free));
        double size = Math.Abs(lambda * problem.Quantity);
        double scale = totals.Second + size;
        double bound = value - (Math.Abs(lambda) * sumError) - totals.First - totals.Third - (SumRounding * scale);

        // where it is small marginal costs are as large as λ
        double violation = Math.Max(totals.Largest, -totals.Smallest), relative = violation / Math.Abs(lambda);
        double residual = totals.Second > 0 ? Math.Min(relative, violation * problem.Quantity / totals.Second) : relative;
        if (!(totals.OtherSmallest > SmallestPower)) bound = double.NegativeInfinity;
        return new(bound, residual, scale, value - bound <= TightGap * scale && residual <= TightResidual);
    }

    private readonly unsafe ref struct Call(
        AllocationProblem problem, ReadOnlySpan<double> linear, ReadOnlySpan<double> anchor, ReadOnlySpan<double> powers, double lambda, double free) : ILaneCall<Totals>
    {
        private readonly ReadOnlySpan<double> _linear = linear;
        private readonly ReadOnlySpan<double> _powers = powers;
        private readonly ReadOnlySpan<double> _anchor = anchor;

        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            fixed (double* a = _linear, b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower, upper = problem.Upper, p = _anchor, power = _powers)
                return ChunkedPass.Run(new CurveDualPass<TLane>(new(a, b, c, d, lower, upper, p, power), lambda, free), _anchor.Length);
        }
    }
}
