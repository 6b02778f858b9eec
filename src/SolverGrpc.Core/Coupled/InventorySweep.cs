using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// One Newton system of the coupled problem, solved in O(N) by dynamic programming on quadratic costs to go:
/// <code>
/// minimise  Σ ½ x_i² / C_i + ā_i x_i + γ_i x_i r_i + ½ W_i r_i² + b_i r_i,   r_i = r_{i−1} − x_i,  r_0 = s,  r_N = 0
/// </code>
/// In r the matrix is tridiagonal; this is its elimination from the last period to the first, written in the compliances
/// C_i = dx/dp ≥ 0 instead of the stiffnesses. The cost to go is ½ P r² + q r with P = n/m kept as a fraction:
/// <code>
/// h = W m + n,   m' = C h + (1 − 2 γ C) m,   n' = h − γ² C m
/// </code>
/// Without permanent impact every term is positive, so that there is no cancellation at any conditioning (Thomas' algorithm
/// in r loses digits as W C N² grows), C = 0 (a period that cannot move) is no special case, and the chain
/// of dependent operations holds no division. Fractions are rescaled by powers of two, which is exact.
/// The problem is strictly convex if and only if every m'/m stays positive, the sign test of the L D L' pivots.
/// </summary>
internal readonly ref struct InventorySweep
{
    private const double Large = 2.5822498780869086e120; // 2^400
    private const double Shrink = 3.8725919148493183e-121; // 2^-400

    private readonly Span<double> _keep;
    private readonly Span<double> _gain;
    private readonly Span<double> _lift;
    private readonly Span<double> _shift;

    /// <summary>A sweep over N periods in <paramref name="scratch"/>, length <see cref="ScratchLength"/>.</summary>
    public InventorySweep(Span<double> scratch, int periodCount)
    {
        _keep = scratch[..periodCount];
        _gain = scratch.Slice(periodCount, periodCount);
        _lift = scratch.Slice(2 * periodCount, periodCount);
        _shift = scratch.Slice(3 * periodCount, periodCount);
    }

    /// <summary>Doubles of scratch for N periods.</summary>
    public static int ScratchLength(int periodCount) => 4 * periodCount;

    /// <summary>Eliminates. False: not strictly convex (possible with permanent impact only), or not finite.</summary>
    /// <param name="compliance">C_i ≥ 0.</param>
    /// <param name="risk">W_i ≥ 0; the last one has no effect.</param>
    /// <param name="permanent">γ_i ≥ 0; empty: none.</param>
    public bool TryFactor(ReadOnlySpan<double> compliance, ReadOnlySpan<double> risk, ReadOnlySpan<double> permanent)
        => permanent.IsEmpty ? TryFactor(compliance, risk) : TryFactorWith(permanent, compliance, risk);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryFactor(ReadOnlySpan<double> compliance, ReadOnlySpan<double> risk)
    {
        int count = _keep.Length;
        ref double keep = ref MemoryMarshal.GetReference(_keep);
        ref double lift = ref MemoryMarshal.GetReference(_lift);
        ref double c = ref MemoryMarshal.GetReference(compliance[..count]);
        ref double w = ref MemoryMarshal.GetReference(risk[..count]);
        double n = 1, m = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            double h = Math.FusedMultiplyAdd(Unsafe.Add(ref w, i), m, n);
            double next = Math.FusedMultiplyAdd(Unsafe.Add(ref c, i), h, m);
            n = h;
            if (next == 0)
            {
                // nothing from here to the end can move: what is left stays 0
                Unsafe.Add(ref keep, i) = 1;
                Unsafe.Add(ref lift, i) = 0;
                continue;
            }

            double inverse = 1 / next;
            Unsafe.Add(ref keep, i) = m * inverse;
            Unsafe.Add(ref lift, i) = h * inverse;
            m = next;
            if (m > Large || n > Large)
            {
                m *= Shrink;
                n *= Shrink;
            }
        }

        _keep.CopyTo(_gain);
        return double.IsFinite(m + n);
    }

    /// <summary>
    /// <see cref="TryFactor(ReadOnlySpan{double}, ReadOnlySpan{double}, ReadOnlySpan{double})"/> and <see cref="Solve"/> in one sweep each way, for
    /// a system without permanent impact that is solved once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TrySolve(
        ReadOnlySpan<double> compliance,
        ReadOnlySpan<double> risk,
        ReadOnlySpan<double> offset,
        ReadOnlySpan<double> slope,
        double start,
        Span<double> trades,
        Span<double> remaining)
    {
        int count = _keep.Length;
        ref double keep = ref MemoryMarshal.GetReference(_keep);
        ref double lift = ref MemoryMarshal.GetReference(_lift);
        ref double shift = ref MemoryMarshal.GetReference(_shift);
        ref double c = ref MemoryMarshal.GetReference(compliance[..count]);
        ref double w = ref MemoryMarshal.GetReference(risk[..count]);
        ref double offsets = ref MemoryMarshal.GetReference(offset[..count]);
        ref double slopes = ref MemoryMarshal.GetReference(slope[..count]);
        double n = 1, m = 0, q = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            double e = Unsafe.Add(ref offsets, i), b = Unsafe.Add(ref slopes, i), own = Unsafe.Add(ref c, i);
            double h = Math.FusedMultiplyAdd(Unsafe.Add(ref w, i), m, n);
            double next = Math.FusedMultiplyAdd(own, h, m);

            // with next = 0 nothing from here to the end can move: what is left stays 0
            double inverse = 1 / next;
            double kept = next == 0 ? 1 : m * inverse, lifted = next == 0 ? 0 : h * inverse;
            n = h;
            m = next;
            Unsafe.Add(ref keep, i) = kept;
            Unsafe.Add(ref lift, i) = own * lifted;
            Unsafe.Add(ref shift, i) = kept * (e - (own * (b + q)));
            q = Math.FusedMultiplyAdd(kept, q, Math.FusedMultiplyAdd(kept, b, lifted * e));
            if (m > Large || n > Large)
            {
                m *= Shrink;
                n *= Shrink;
            }
        }

        if (!double.IsFinite(m + n)) return false;
        ref double x = ref MemoryMarshal.GetReference(trades[..count]);
        ref double r = ref MemoryMarshal.GetReference(remaining[..count]);
        double s = start;
        for (int i = 0; i < count; i++)
        {
            double moved = Unsafe.Add(ref shift, i);
            Unsafe.Add(ref x, i) = Math.FusedMultiplyAdd(Unsafe.Add(ref lift, i), s, -moved);
            s = Math.FusedMultiplyAdd(Unsafe.Add(ref keep, i), s, moved);
            Unsafe.Add(ref r, i) = s;
        }

        return true;
    }

    private bool TryFactorWith(ReadOnlySpan<double> permanent, ReadOnlySpan<double> compliance, ReadOnlySpan<double> risk)
    {
        double n = 1, m = 0;
        for (int i = _keep.Length - 1; i >= 0; i--)
        {
            double c = compliance[i], turn = permanent[i] * c;
            double h = Math.FusedMultiplyAdd(risk[i], m, n);
            double next = Math.FusedMultiplyAdd(c, h, (1 - (2 * turn)) * m);
            double inverse = 1 / next;
            n = h - (turn * permanent[i] * m);
            if (next == 0 && m == 0)
            {
                _keep[i] = 1;
                _gain[i] = _lift[i] = 0;
                continue;
            }

            if (!(next > 0)) return false;
            _keep[i] = (1 - turn) * m * inverse;
            _gain[i] = m * inverse;
            _lift[i] = (h - (permanent[i] * m)) * inverse;
            m = next;
            if (m > Large || n > Large)
            {
                m *= Shrink;
                n *= Shrink;
            }
        }

        return double.IsFinite(m + n);
    }

    /// <summary>
    /// The minimiser. <paramref name="offset"/> holds e_i = C_i ā_i, so that x_i = C_i (p_i − γ_i r_i) − e_i with p_i the
    /// derivative of the cost to go.
    /// </summary>
    /// <param name="compliance">C_i as factored.</param>
    /// <param name="offset">e_i.</param>
    /// <param name="slope">b_i; the last one has no effect.</param>
    /// <param name="start">s.</param>
    /// <param name="trades">Receives x.</param>
    /// <param name="remaining">Receives r_1 … r_N.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Solve(
        ReadOnlySpan<double> compliance,
        ReadOnlySpan<double> offset,
        ReadOnlySpan<double> slope,
        double start,
        Span<double> trades,
        Span<double> remaining)
    {
        int count = _keep.Length;
        ref double keep = ref MemoryMarshal.GetReference(_keep);
        ref double gain = ref MemoryMarshal.GetReference(_gain);
        ref double lift = ref MemoryMarshal.GetReference(_lift);
        ref double shift = ref MemoryMarshal.GetReference(_shift);
        ref double c = ref MemoryMarshal.GetReference(compliance[..count]);
        ref double offsets = ref MemoryMarshal.GetReference(offset[..count]);
        ref double slopes = ref MemoryMarshal.GetReference(slope[..count]);
        double q = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            double kept = Unsafe.Add(ref keep, i), e = Unsafe.Add(ref offsets, i), b = Unsafe.Add(ref slopes, i);

            // r = keep s + gain (e − C (b + q));   q' = keep (b + q) + lift e
            Unsafe.Add(ref shift, i) = Unsafe.Add(ref gain, i) * (e - (Unsafe.Add(ref c, i) * (b + q)));
            q = Math.FusedMultiplyAdd(kept, q, Math.FusedMultiplyAdd(kept, b, Unsafe.Add(ref lift, i) * e));
        }

        ref double x = ref MemoryMarshal.GetReference(trades[..count]);
        ref double r = ref MemoryMarshal.GetReference(remaining[..count]);
        double s = start;
        for (int i = 0; i < count; i++)
        {
            double moved = Unsafe.Add(ref shift, i);
            Unsafe.Add(ref x, i) = (Unsafe.Add(ref c, i) * Unsafe.Add(ref lift, i) * s) - moved;
            s = Math.FusedMultiplyAdd(Unsafe.Add(ref keep, i), s, moved);
            Unsafe.Add(ref r, i) = s;
        }
    }
}
