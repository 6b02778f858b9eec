using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SolverGrpc.Core.Simd;

/// <summary>Four doubles in an AVX2 register.</summary>
internal readonly struct Lane256(Vector256<double> value) : ILane<Lane256>
{
    private readonly Vector256<double> _value = value;

    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => 4;

    public static bool PrefersLookup => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Create(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lane256 Load(double* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lane256 LoadPartial(double* source, int count, Lane256 fill) =>
        KeepFirst(new(Avx.MaskLoad(source, First(count))), count, fill);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Lane256 value, double* target) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StorePartial(Lane256 value, double* target, int count) =>
        Avx.MaskStore(target, First(count), value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 KeepFirst(Lane256 value, int count, Lane256 fill) =>
        new(Vector256.ConditionalSelect(First(count), value._value, fill._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 MultiplyAdd(Lane256 a, Lane256 b, Lane256 c) => new(Fma.MultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Min(Lane256 a, Lane256 b) => new(Vector256.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Max(Lane256 a, Lane256 b) => new(Vector256.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Abs(Lane256 value) => new(Vector256.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Sqrt(Lane256 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 LessThan(Lane256 a, Lane256 b) => new(Vector256.LessThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Equal(Lane256 a, Lane256 b) => new(Vector256.Equals(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Select(Lane256 mask, Lane256 whenSet, Lane256 otherwise) =>
        new(Vector256.ConditionalSelect(mask._value, whenSet._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 AddWhereEqual(Lane256 sum, Lane256 a, Lane256 b, Lane256 term) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a._value, b._value), sum._value + term._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane256 mask) => mask._value.ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 ScaleByPowerOfTwo(Lane256 value, Lane256 exponent)
    {
        Vector256<double> whole = Vector256.Floor(exponent._value);
        if (Vector256.LessThanAll(Vector256.Abs(whole), Vector256.Create(DoubleFormat.PlainExponentEnd)))
            return new((value._value.AsInt64() + ((Vector256.Create(DoubleFormat.RoundToWhole) + whole).AsInt64() << DoubleFormat.FractionBits)).AsDouble());
        // two factors, each a normal number; the first product is exact
        whole = Vector256.MaxNative(Vector256.Create(-DoubleFormat.LargestExponent), Vector256.MinNative(Vector256.Create(DoubleFormat.LargestExponent), whole));
        Vector256<double> half = Vector256.Floor(Vector256.Create(0.5) * whole);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 SplitExponent(Lane256 value, out Lane256 exponent)
    {
        Vector256<double> plain = Vector256.GreaterThanOrEqual(value._value, Vector256.Create(DoubleFormat.SmallestNormal))
            & Vector256.LessThanOrEqual(value._value, Vector256.Create(double.MaxValue));
        if (plain.ExtractMostSignificantBits() == 0b1111) return new(SplitNormal(value._value, out exponent));
        Vector256<double> tiny = Vector256.LessThan(value._value, Vector256.Create(DoubleFormat.SmallestNormal));
        Vector256<double> mantissa = SplitNormal(Vector256.ConditionalSelect(tiny, value._value * Vector256.Create(DoubleFormat.TwoTo54), value._value), out Lane256 e);
        Vector256<double> zero = Vector256.Equals(value._value, Vector256<double>.Zero);
        Vector256<double> infinite = Vector256.Equals(value._value, Vector256.Create(double.PositiveInfinity));
        Vector256<double> positive = Vector256.GreaterThanOrEqual(value._value, Vector256<double>.Zero);
        Vector256<double> wholeExponent = e._value - (tiny & Vector256.Create(54.0));
        exponent = new(Vector256.ConditionalSelect(zero, Vector256.Create(double.NegativeInfinity), Vector256.ConditionalSelect(infinite, value._value, wholeExponent)));
        mantissa = Vector256.ConditionalSelect(zero | infinite, Vector256.Create(1.0), mantissa);
        return new(Vector256.ConditionalSelect(positive, mantissa, Vector256.Create(double.NaN)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lane256 Lookup(in Table16<Lane256> table, Lane256 index)
    {
        Vector256<long> k = index._value.AsInt64() & Vector256.Create(15L);
        double* first = table.First;
        return new(Vector256.Create(first[k[0]], first[k[1]], first[k[2]], first[k[3]]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lane256 value) => Lane128.Sum(new Lane128(value._value.GetLower() + value._value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MinElement(Lane256 value) => Lane128.MinElement(new Lane128(Vector128.MinNative(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MaxElement(Lane256 value) => Lane128.MaxElement(new Lane128(Vector128.MaxNative(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator +(Lane256 a, Lane256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator -(Lane256 a, Lane256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator *(Lane256 a, Lane256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator /(Lane256 a, Lane256 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> First(int count) =>
        Vector256.LessThan(Vector256.Create(0L, 1, 2, 3), Vector256.Create((long)count)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfTwo(Vector256<double> whole) =>
        ((Vector256.Create(DoubleFormat.RoundToWhole + DoubleFormat.ExponentBias) + whole).AsInt64() << DoubleFormat.FractionBits).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> SplitNormal(Vector256<double> value, out Lane256 exponent)
    {
        Vector256<long> offset = value.AsInt64() + Vector256.Create(DoubleFormat.SplitOffset);
        Vector256<long> biased = (offset >>> DoubleFormat.FractionBits) | Vector256.Create(DoubleFormat.TwoTo52Bits);
        exponent = new(biased.AsDouble() - Vector256.Create(DoubleFormat.SplitBias));
        return ((offset & Vector256.Create(DoubleFormat.FractionMask)) + Vector256.Create(DoubleFormat.ThreeQuartersBits)).AsDouble();
    }
}
