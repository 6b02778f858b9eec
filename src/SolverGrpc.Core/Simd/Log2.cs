using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>
/// log₂ x. Largest error found over all positive doubles, denormals included: 1.28 ulp by table, 2.5 ulp by series; exact for powers of two.
/// ±0 gives −∞, +∞ gives +∞, negative numbers and NaN give NaN.
/// </summary>
/// <typeparam name="TLane">The lane.</typeparam>
/// <remarks>
/// 1. x = 2^e · m with 3/4 ≤ m &lt; 3/2, so that e = 0 on both sides of 1 and nothing cancels there.
/// By table, where a lane looks 16 constants up in a register:
/// 2. c = round(16 m)/16, one of 13 values 12/16 … 24/16; R = 1/c rounded to double, K = −log₂ R (0 for c = 1).
/// 3. r = m R − 1 with one rounding, |r| ≤ 1/24 and an ulp, and |r| ≤ 1/32 for c = 1.
/// 4. log₂ x = (e + K) + r P(r), P of degree 9 from the exchange algorithm in 60 digits: relative error of r P(r) below 5e-18.
/// By series elsewhere: s = (m − 1)/(m + 1), |s| ≤ 1/5, log₂ m = s Q(s²), Q of degree 7 from the exchange algorithm.
/// </remarks>
internal struct Log2<TLane> : IFunction<Log2<TLane>, TLane>
    where TLane : struct, ILane<TLane>
{
    // R at 16 c mod 16: c = 16/16 … 24/16 at 0 … 8, c = 12/16 … 15/16 at 12 … 15
    private static readonly unsafe double* Reciprocals = ConstantMemory.Keep(
    [
        1, 0.9411764705882353, 0.8888888888888888, 0.8421052631578947, 0.8, 0.7619047619047619, 0.7272727272727273, 0.6956521739130435,
        0.6666666666666666, 0, 0, 0, 1.3333333333333333, 1.2307692307692308, 1.1428571428571428, 1.0666666666666667,
    ]);

    // K at the same places
    private static readonly unsafe double* Logarithms = ConstantMemory.Keep(
    [
        0, 0.08746284125033943, 0.16992500144231246, 0.24792751344358557, 0.3219280948873623, 0.39231742277876036, 0.4594316186372972, 0.523561956057013,
        0.5849625007211563, 0, 0, 0, -0.41503749927884376, -0.29956028185890793, -0.19264507794239583, -0.09310940439148145,
    ]);

    // P, highest power first, 1.5·2^48 and −1
    private static readonly unsafe double* Coefficients = ConstantMemory.Keep(
    [
        -0.14489747405831466, 0.16087007678133564, -0.18033567515538043, 0.20609842401574774, -0.24044917450822986, 0.2885390087159191,
        -0.3606737602218765, 0.480898346962871, -0.7213475204444817, 1.4426950408889634, DoubleFormat.RoundToSixteenth, -1,
    ]);

    // Q, highest power first
    private static readonly unsafe double* Quotients = ConstantMemory.Keep(
    [
        0.22202402335840676, 0.2199676968647448, 0.2623764049266397, 0.32059760674160903, 0.41219859634821115, 0.5770780162890395, 0.961796693926103,
        2.8853900817779268, 1,
    ]);

    private Table16<TLane> _reciprocals, _logarithms;
    private TLane _p0, _p1, _p2, _p3, _p4, _p5, _p6, _p7, _p8, _p9;
    private TLane _shift, _minusOne, _one;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Log2<TLane> Load() => TLane.PrefersLookup ? LoadTable() : LoadSeries();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLane Of(TLane x)
    {
        TLane m = TLane.SplitExponent(x, out TLane e);
        TLane p = Series(m, out TLane r, out TLane k);
        return TLane.MultiplyAdd(p, r, TLane.PrefersLookup ? e + k : e);
    }

    /// <summary>log₂ of the mantissa of x, in [−0.42, 0.59), off by less than 2.3e-16; log₂ x is this plus the whole <paramref name="exponent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLane OfMantissa(TLane x, out TLane exponent)
    {
        TLane m = TLane.SplitExponent(x, out exponent);
        TLane p = Series(m, out TLane r, out TLane k);
        return TLane.PrefersLookup ? TLane.MultiplyAdd(p, r, k) : p * r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Log2<TLane> LoadSeries() => new()
    {
        _p7 = TLane.Create(Quotients[0]),
        _p6 = TLane.Create(Quotients[1]),
        _p5 = TLane.Create(Quotients[2]),
        _p4 = TLane.Create(Quotients[3]),
        _p3 = TLane.Create(Quotients[4]),
        _p2 = TLane.Create(Quotients[5]),
        _p1 = TLane.Create(Quotients[6]),
        _p0 = TLane.Create(Quotients[7]),
        _one = TLane.Create(Quotients[8]),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Log2<TLane> LoadTable() => new()
    {
        _reciprocals = new(Reciprocals),
        _logarithms = new(Logarithms),
        _p9 = TLane.Create(Coefficients[0]),
        _p8 = TLane.Create(Coefficients[1]),
        _p7 = TLane.Create(Coefficients[2]),
        _p6 = TLane.Create(Coefficients[3]),
        _p5 = TLane.Create(Coefficients[4]),
        _p4 = TLane.Create(Coefficients[5]),
        _p3 = TLane.Create(Coefficients[6]),
        _p2 = TLane.Create(Coefficients[7]),
        _p1 = TLane.Create(Coefficients[8]),
        _p0 = TLane.Create(Coefficients[9]),
        _shift = TLane.Create(Coefficients[10]),
        _minusOne = TLane.Create(Coefficients[11]),
    };

    // log₂ m = K + r P(r), with K = 0 by series; returns P(r)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TLane Series(TLane m, out TLane r, out TLane k)
    {
        if (!TLane.PrefersLookup)
        {
            r = (m - _one) / (m + _one);
            k = default;
            TLane square = r * r;
            TLane q = TLane.MultiplyAdd(_p7, square, _p6);
            q = TLane.MultiplyAdd(q, square, _p5);
            q = TLane.MultiplyAdd(q, square, _p4);
            q = TLane.MultiplyAdd(q, square, _p3);
            q = TLane.MultiplyAdd(q, square, _p2);
            q = TLane.MultiplyAdd(q, square, _p1);
            return TLane.MultiplyAdd(q, square, _p0);
        }

        TLane index = m + _shift;
        r = TLane.MultiplyAdd(m, TLane.Lookup(_reciprocals, index), _minusOne);
        k = TLane.Lookup(_logarithms, index);
        TLane p = TLane.MultiplyAdd(_p9, r, _p8);
        p = TLane.MultiplyAdd(p, r, _p7);
        p = TLane.MultiplyAdd(p, r, _p6);
        p = TLane.MultiplyAdd(p, r, _p5);
        p = TLane.MultiplyAdd(p, r, _p4);
        p = TLane.MultiplyAdd(p, r, _p3);
        p = TLane.MultiplyAdd(p, r, _p2);
        p = TLane.MultiplyAdd(p, r, _p1);
        return TLane.MultiplyAdd(p, r, _p0);
    }
}
