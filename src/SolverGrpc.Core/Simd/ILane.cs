using System.Numerics;

namespace SolverGrpc.Core.Simd;

/// <summary>
/// A register of <see cref="Count"/> doubles. Kernels are written once against this interface and compiled for each
/// width: <see cref="Lane512"/>, <see cref="Lane256"/>, <see cref="Lane128"/> and <see cref="Lane64"/> (one double, no vector unit).
/// Every operation is element-wise, correctly rounded and the same on every width; only the order of a horizontal sum differs.
/// </summary>
/// <typeparam name="TSelf">The lane itself.</typeparam>
internal interface ILane<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>,
    IDivisionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>Doubles in one lane.</summary>
    static abstract int Count { get; }

    /// <summary>Looking 16 constants up costs less than the five multiplications it saves in <see cref="Exp2{TLane}"/>.</summary>
    static abstract bool PrefersLookup { get; }

    /// <summary>The same value in every element.</summary>
    static abstract TSelf Create(double value);

    /// <summary>Loads <see cref="Count"/> doubles; no alignment is needed.</summary>
    static abstract unsafe TSelf Load(double* source);

    /// <summary>Loads the first <paramref name="count"/> doubles, 1 ≤ count ≤ <see cref="Count"/>, and touches no memory behind them.</summary>
    /// <param name="source">First double.</param>
    /// <param name="count">How many.</param>
    /// <param name="fill">Value of the other elements.</param>
    static abstract unsafe TSelf LoadPartial(double* source, int count, TSelf fill);

    /// <summary>Stores <see cref="Count"/> doubles; no alignment is needed.</summary>
    static abstract unsafe void Store(TSelf value, double* target);

    /// <summary>Stores the first <paramref name="count"/> doubles, 1 ≤ count ≤ <see cref="Count"/>, and touches no memory behind them.</summary>
    static abstract unsafe void StorePartial(TSelf value, double* target, int count);

    /// <summary><paramref name="value"/> in the first <paramref name="count"/> elements, <paramref name="fill"/> in the others.</summary>
    static abstract TSelf KeepFirst(TSelf value, int count, TSelf fill);

    /// <summary>a · b + c with one rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller; NaN if the second operand is NaN. The first must not be.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger; NaN if the second operand is NaN. The first must not be.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>|value|.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>√value.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>All bits set where a &lt; b, else zero.</summary>
    static abstract TSelf LessThan(TSelf a, TSelf b);

    /// <summary>All bits set where a = b, else zero.</summary>
    static abstract TSelf Equal(TSelf a, TSelf b);

    /// <summary><paramref name="whenSet"/> where the bits of <paramref name="mask"/> are set, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf otherwise);

    /// <summary>sum + term where a = b, else sum: one masked addition where there is one.</summary>
    static abstract TSelf AddWhereEqual(TSelf sum, TSelf a, TSelf b, TSelf term);

    /// <summary>Some element of <paramref name="mask"/> is set.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>
    /// <paramref name="value"/> · 2^⌊<paramref name="exponent"/>⌋ for |value| in [1/4, 4] and an exponent of any size:
    /// denormal results are rounded once, too large ones are infinite. A NaN in either operand gives NaN.
    /// </summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf value, TSelf exponent);

    /// <summary>
    /// Splits x &gt; 0, denormals included, into 2^<paramref name="exponent"/> · mantissa with the mantissa in [3/4, 3/2).
    /// +0, −0 and +∞ give mantissa 1 and an infinite exponent; NaN and negative values give mantissa NaN.
    /// </summary>
    static abstract TSelf SplitExponent(TSelf value, out TSelf exponent);

    /// <summary>table[k mod 16], where k is the integer in the low bits of <paramref name="index"/>.</summary>
    static abstract TSelf Lookup(in Table16<TSelf> table, TSelf index);

    /// <summary>The sum of the elements, in a fixed order that depends on the width only.</summary>
    static abstract double Sum(TSelf value);

    /// <summary>The smallest element; elements must not be NaN.</summary>
    static abstract double MinElement(TSelf value);

    /// <summary>The largest element; elements must not be NaN.</summary>
    static abstract double MaxElement(TSelf value);
}
