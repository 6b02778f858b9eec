using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>exp(e) − 1 = e + e²/2 + … + e⁶/720 for |e| ≤ <see cref="Reach"/>, where what is cut off is below 5e-17.</summary>
/// <typeparam name="TLane">The lane.</typeparam>
internal struct ExpSeries<TLane> : IFunction<ExpSeries<TLane>, TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>Largest |e|.</summary>
    public const double Reach = 1.0 / 64;

    // 1/k!, k = 6 … 2
    private static readonly unsafe double* Factors = ConstantMemory.Keep([1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2]);

    private TLane _sixth, _fifth, _fourth, _third, _second;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ExpSeries<TLane> Load() => new()
    {
        _sixth = TLane.Create(Factors[0]),
        _fifth = TLane.Create(Factors[1]),
        _fourth = TLane.Create(Factors[2]),
        _third = TLane.Create(Factors[3]),
        _second = TLane.Create(Factors[4]),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLane Of(TLane x)
    {
        TLane series = TLane.MultiplyAdd(_sixth, x, _fifth);
        series = TLane.MultiplyAdd(series, x, _fourth);
        series = TLane.MultiplyAdd(series, x, _third);
        series = TLane.MultiplyAdd(series, x, _second);
        return TLane.MultiplyAdd(x * x, series, x);
    }
}
