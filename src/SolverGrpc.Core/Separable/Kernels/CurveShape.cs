using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>What decides which kernel a problem of curves takes.</summary>
/// <param name="Spreads">Periods differ in a.</param>
/// <param name="Quadratic">Some b &gt; 0.</param>
/// <param name="QuadraticEverywhere">Every b &gt; 0.</param>
/// <param name="Power">Some c &gt; 0.</param>
/// <param name="PowerEverywhere">Every c &gt; 0.</param>
/// <param name="Floors">Some l &gt; 0.</param>
/// <param name="Caps">Some u is finite.</param>
internal readonly record struct CurveShape(
    bool Spreads, bool Quadratic, bool QuadraticEverywhere, bool Power, bool PowerEverywhere, bool Floors, bool Caps)
{
    /// <summary>Looks the columns over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe CurveShape Of<TLane>(double* a, double* b, double* c, double* lower, double* upper, int count)
        where TLane : struct, ILane<TLane>
    {
        Totals curves = ChunkedPass.Run(new RangesPass<TLane>(b, b, c, c), count);
        Totals rest = ChunkedPass.Run(new RangesPass<TLane>(a, a, upper, lower), count);
        return new(
            rest.Smallest != rest.Largest,
            curves.Largest > 0,
            curves.Smallest > 0,
            curves.OtherLargest > 0,
            curves.OtherSmallest > 0,
            rest.OtherLargest > 0,
            rest.OtherSmallest < double.PositiveInfinity);
    }
}
