using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>
/// <see cref="MeanVarianceShooting"/> for several κ at once, one in each element of a lane: the recursions do not depend on one another,
/// so that a chain of N dependent steps is paid once for all of them.
/// </summary>
/// <param name="problem">A problem that shooting fits.</param>
/// <param name="aversions">κ of each point, as many as points.</param>
/// <param name="schedules">Point by point, N each.</param>
/// <param name="lambdas">λ of each point; NaN where the numbers are out of range.</param>
/// <param name="scratch">N times the widest lane.</param>
internal readonly ref struct ShootingCall(
    AllocationProblem problem, ReadOnlySpan<double> aversions, Span<double> schedules, Span<double> lambdas, Span<double> scratch) : ILaneCall<bool>
{
    /// <summary>Elements of the widest lane.</summary>
    public const int WidestLane = 8;

    private const double Large = 2.5822498780869086e120; // 2^400
    private const double Shrink = 3.8725919148493183e-121; // 2^-400

    private readonly ReadOnlySpan<double> _aversions = aversions;
    private readonly Span<double> _schedules = schedules;
    private readonly Span<double> _lambdas = lambdas;
    private readonly Span<double> _scratch = scratch;

    /// <inheritdoc/>
    public bool With<TLane>()
        where TLane : struct, ILane<TLane>
    {
        for (int first = 0; first < _aversions.Length; first += TLane.Count) Shoot<TLane>(first, Math.Min(TLane.Count, _aversions.Length - first));
        return true;
    }

    private unsafe void Shoot<TLane>(int first, int points)
        where TLane : struct, ILane<TLane>
    {
        ReadOnlySpan<double> v = problem.HasVariance ? problem.PriceVariance : [];
        int count = problem.PeriodCount, width = TLane.Count;
        double* trades = (double*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_scratch));
        double* weights = stackalloc double[WidestLane];
        for (int k = 0; k < width; k++) weights[k] = 2 * _aversions[first + Math.Min(k, points - 1)];
        TLane weight = TLane.Load(weights), large = TLane.Create(Large), m = TLane.Create(MeanVarianceShooting.Stiffness(problem, count - 1)), r = TLane.Create(1);
        TLane.Store(r, trades + ((count - 1) * width));
        for (int i = count - 2; i >= 0; i--)
        {
            TLane half = TLane.Create(1 / MeanVarianceShooting.Stiffness(problem, i)), rise = TLane.Create(MeanVarianceShooting.Rise(problem, i));
            m = TLane.MultiplyAdd(v.IsEmpty ? rise : TLane.MultiplyAdd(weight, TLane.Create(v[i]), rise), r, m);
            TLane.Store(m * half, trades + (i * width));
            r = TLane.MultiplyAdd(m, half, r);
            TLane grown = TLane.LessThan(large, TLane.Max(m, r));
            if (!TLane.Any(grown)) continue;
            TLane factor = TLane.Select(grown, TLane.Create(Shrink), TLane.Create(1));
            m *= factor;
            r *= factor;
            for (int j = i; j < count; j++) TLane.Store(TLane.Load(trades + (j * width)) * factor, trades + (j * width));
        }

        double* prices = stackalloc double[WidestLane], totals = stackalloc double[WidestLane];
        TLane.Store(problem.HasPermanentImpact ? TLane.MultiplyAdd(TLane.Create(problem.PermanentImpact[0]), r, m) : m, prices);
        TLane.Store(r, totals);
        for (int k = 0; k < points; k++)
        {
            double factor = problem.Quantity / totals[k], lambda = problem.A[0] + (prices[k] * factor);
            _lambdas[first + k] = double.IsFinite(lambda) ? lambda : double.NaN;
            Span<double> schedule = _schedules.Slice((first + k) * count, count);
            for (int i = 0; i < count; i++) schedule[i] = trades[(i * width) + k] * factor;
        }
    }
}
