using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>
/// 2^y. Largest error found over [−1075, 1024), denormal results included: 1.05 ulp; exact for whole y. Below −1075 it is 0, from 1024 on
/// +∞; NaN gives NaN.
/// </summary>
/// <typeparam name="TLane">The lane.</typeparam>
/// <remarks>
/// By table, where a lane looks 16 constants up in a register:
/// 1. y = k/16 + r with whole k and |r| ≤ 1/32; adding 1.5·2^48 leaves k in the low bits of the sum, and subtracting it again gives
///    k/16 exactly.
/// 2. 2^y = 2^⌊k/16⌋ · T · 2^r, T = 2^((k mod 16)/16), one of 16 constants rounded to double.
/// 3. 2^r = 1 + r Q(r), Q of degree 5 from the exchange algorithm in 60 digits: relative error of 2^r below 1e-18.
/// 4. T + (T r) Q(r) with one rounding at the end.
/// By polynomial elsewhere: k = round(y), |r| ≤ 1/2, T = 1 and Q of degree 10; relative error of 2^r below 4e-18 before rounding.
/// </remarks>
internal struct Exp2<TLane> : IFunction<Exp2<TLane>, TLane>
    where TLane : struct, ILane<TLane>
{
    private static readonly unsafe double* Sixteenths = ConstantMemory.Keep(
    [
        1.0, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916, 1.189207115002721, 1.241857812073484, 1.2968395546510096, 1.3542555469368927,
        1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543, 1.681792830507429, 1.7562521603732995, 1.8340080864093424, 1.9152065613971474,
    ]);

    // Q on |r| ≤ 1/32, highest power first, and 1.5·2^48
    private static readonly unsafe double* Short = ConstantMemory.Keep(
    [
        0.00015403811975805325, 0.0013333814825313764, 0.00961812910575775, 0.055504108652626026, 0.24022650695910108, 0.6931471805599467,
        DoubleFormat.RoundToSixteenth,
    ]);

    // Q on |r| ≤ 1/2, highest power first, and 1.5·2^52
    private static readonly unsafe double* Long = ConstantMemory.Keep(
    [
        4.4573003294262384e-10, 7.07371823123344e-09, 1.017804713167058e-07, 1.3215435722728842e-06, 1.5252733865619531e-05, 0.00015403530456054653,
        0.0013333558146381521, 0.009618129107595165, 0.05550410866482173, 0.24022650695910128, 0.6931471805599453, DoubleFormat.RoundToWhole,
    ]);

    // everything beyond rounds to 0 or ∞
    private const double Bound = 1100;

    private Table16<TLane> _table;
    private TLane _q0, _q1, _q2, _q3, _q4, _q5, _q6, _q7, _q8, _q9, _q10;
    private TLane _shift;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Exp2<TLane> Load() => TLane.PrefersLookup
        ? new()
        {
            _table = new(Sixteenths),
            _q5 = TLane.Create(Short[0]),
            _q4 = TLane.Create(Short[1]),
            _q3 = TLane.Create(Short[2]),
            _q2 = TLane.Create(Short[3]),
            _q1 = TLane.Create(Short[4]),
            _q0 = TLane.Create(Short[5]),
            _shift = TLane.Create(Short[6]),
        }
        : new()
        {
            _q10 = TLane.Create(Long[0]),
            _q9 = TLane.Create(Long[1]),
            _q8 = TLane.Create(Long[2]),
            _q7 = TLane.Create(Long[3]),
            _q6 = TLane.Create(Long[4]),
            _q5 = TLane.Create(Long[5]),
            _q4 = TLane.Create(Long[6]),
            _q3 = TLane.Create(Long[7]),
            _q2 = TLane.Create(Long[8]),
            _q1 = TLane.Create(Long[9]),
            _q0 = TLane.Create(Long[10]),
            _shift = TLane.Create(Long[11]),
        };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLane Of(TLane x) => OfFinite(TLane.Max(TLane.Create(-Bound), TLane.Min(TLane.Create(Bound), x)));

    /// <summary>2^y for every y but ±∞, which give NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLane OfFinite(TLane y)
    {
        TLane shifted = y + _shift;
        TLane k = shifted - _shift;
        return Scaled(shifted, k, y - k);
    }

    /// <summary>2^(<paramref name="whole"/> + a · b + <paramref name="rest"/>), finite: the sum is not rounded before its whole part is taken out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLane OfSum(TLane whole, TLane a, TLane b, TLane rest)
    {
        TLane shifted = TLane.MultiplyAdd(a, b, whole) + _shift;
        TLane k = shifted - _shift;
        return Scaled(shifted, k, TLane.MultiplyAdd(a, b, whole - k) + rest);
    }

    // 2^(k + r)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TLane Scaled(TLane shifted, TLane k, TLane r)
    {
        if (!TLane.PrefersLookup) return TLane.ScaleByPowerOfTwo(TLane.MultiplyAdd(Tail(r), r, TLane.Create(1)), k);
        TLane t = TLane.Lookup(_table, shifted);
        TLane q = TLane.MultiplyAdd(_q5, r, _q4);
        q = TLane.MultiplyAdd(q, r, _q3);
        q = TLane.MultiplyAdd(q, r, _q2);
        q = TLane.MultiplyAdd(q, r, _q1);
        q = TLane.MultiplyAdd(q, r, _q0);
        return TLane.ScaleByPowerOfTwo(TLane.MultiplyAdd(t * r, q, t), k);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TLane Tail(TLane r)
    {
        TLane q = TLane.MultiplyAdd(_q10, r, _q9);
        q = TLane.MultiplyAdd(q, r, _q8);
        q = TLane.MultiplyAdd(q, r, _q7);
        q = TLane.MultiplyAdd(q, r, _q6);
        q = TLane.MultiplyAdd(q, r, _q5);
        q = TLane.MultiplyAdd(q, r, _q4);
        q = TLane.MultiplyAdd(q, r, _q3);
        q = TLane.MultiplyAdd(q, r, _q2);
        q = TLane.MultiplyAdd(q, r, _q1);
        return TLane.MultiplyAdd(q, r, _q0);
    }
}
