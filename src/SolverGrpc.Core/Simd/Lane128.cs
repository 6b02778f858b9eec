using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SolverGrpc.Core.Simd;

/// <summary>Two doubles in a 128-bit register: SSE2 on x64, AdvSimd on Arm.</summary>
internal readonly struct Lane128(Vector128<double> value) : ILane<Lane128>
{
    private readonly Vector128<double> _value = value;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Count => 2;

    public static bool PrefersLookup => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Create(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lane128 Load(double* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lane128 LoadPartial(double* source, int count, Lane128 fill) =>
        count == Count ? Load(source) : new(fill._value.WithElement(0, *source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Lane128 value, double* target) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StorePartial(Lane128 value, double* target, int count)
    {
        if (count == Count) Store(value, target);
        else *target = value._value.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 KeepFirst(Lane128 value, int count, Lane128 fill) =>
        count == Count ? value : new(fill._value.WithElement(0, value._value.ToScalar()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 MultiplyAdd(Lane128 a, Lane128 b, Lane128 c) => new(Vector128.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Min(Lane128 a, Lane128 b) => new(Vector128.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Max(Lane128 a, Lane128 b) => new(Vector128.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Abs(Lane128 value) => new(Vector128.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Sqrt(Lane128 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 LessThan(Lane128 a, Lane128 b) => new(Vector128.LessThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Equal(Lane128 a, Lane128 b) => new(Vector128.Equals(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Select(Lane128 mask, Lane128 whenSet, Lane128 otherwise) =>
        new(Vector128.ConditionalSelect(mask._value, whenSet._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 AddWhereEqual(Lane128 sum, Lane128 a, Lane128 b, Lane128 term) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a._value, b._value), sum._value + term._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane128 mask) => mask._value.ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 ScaleByPowerOfTwo(Lane128 value, Lane128 exponent)
    {
        Vector128<double> whole = Vector128.Floor(exponent._value);
        if (Vector128.LessThanAll(Vector128.Abs(whole), Vector128.Create(DoubleFormat.PlainExponentEnd)))
            return new((value._value.AsInt64() + ((Vector128.Create(DoubleFormat.RoundToWhole) + whole).AsInt64() << DoubleFormat.FractionBits)).AsDouble());
        // two factors, each a normal number; the first product is exact
        whole = Vector128.MaxNative(Vector128.Create(-DoubleFormat.LargestExponent), Vector128.MinNative(Vector128.Create(DoubleFormat.LargestExponent), whole));
        Vector128<double> half = Vector128.Floor(Vector128.Create(0.5) * whole);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 SplitExponent(Lane128 value, out Lane128 exponent)
    {
        Vector128<double> plain = Vector128.GreaterThanOrEqual(value._value, Vector128.Create(DoubleFormat.SmallestNormal))
            & Vector128.LessThanOrEqual(value._value, Vector128.Create(double.MaxValue));
        if (plain.ExtractMostSignificantBits() == 0b11) return new(SplitNormal(value._value, out exponent));
        Vector128<double> tiny = Vector128.LessThan(value._value, Vector128.Create(DoubleFormat.SmallestNormal));
        Vector128<double> mantissa = SplitNormal(Vector128.ConditionalSelect(tiny, value._value * Vector128.Create(DoubleFormat.TwoTo54), value._value), out Lane128 e);
        Vector128<double> zero = Vector128.Equals(value._value, Vector128<double>.Zero);
        Vector128<double> infinite = Vector128.Equals(value._value, Vector128.Create(double.PositiveInfinity));
        Vector128<double> positive = Vector128.GreaterThanOrEqual(value._value, Vector128<double>.Zero);
        Vector128<double> wholeExponent = e._value - (tiny & Vector128.Create(54.0));
        exponent = new(Vector128.ConditionalSelect(zero, Vector128.Create(double.NegativeInfinity), Vector128.ConditionalSelect(infinite, value._value, wholeExponent)));
        mantissa = Vector128.ConditionalSelect(zero | infinite, Vector128.Create(1.0), mantissa);
        return new(Vector128.ConditionalSelect(positive, mantissa, Vector128.Create(double.NaN)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lane128 Lookup(in Table16<Lane128> table, Lane128 index)
    {
        Vector128<long> k = index._value.AsInt64() & Vector128.Create(15L);
        return new(Vector128.Create(table.First[k[0]], table.First[k[1]]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lane128 value) => value._value[0] + value._value[1];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MinElement(Lane128 value) => Vector128.MinNative(value._value, Vector128.Shuffle(value._value, Vector128.Create(1L, 0))).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MaxElement(Lane128 value) => Vector128.MaxNative(value._value, Vector128.Shuffle(value._value, Vector128.Create(1L, 0))).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator +(Lane128 a, Lane128 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator -(Lane128 a, Lane128 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator *(Lane128 a, Lane128 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator /(Lane128 a, Lane128 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> PowerOfTwo(Vector128<double> whole) =>
        ((Vector128.Create(DoubleFormat.RoundToWhole + DoubleFormat.ExponentBias) + whole).AsInt64() << DoubleFormat.FractionBits).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> SplitNormal(Vector128<double> value, out Lane128 exponent)
    {
        Vector128<long> offset = value.AsInt64() + Vector128.Create(DoubleFormat.SplitOffset);
        Vector128<long> biased = (offset >>> DoubleFormat.FractionBits) | Vector128.Create(DoubleFormat.TwoTo52Bits);
        exponent = new(biased.AsDouble() - Vector128.Create(DoubleFormat.SplitBias));
        return ((offset & Vector128.Create(DoubleFormat.FractionMask)) + Vector128.Create(DoubleFormat.ThreeQuartersBits)).AsDouble();
    }
}
