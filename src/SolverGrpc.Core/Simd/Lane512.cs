using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SolverGrpc.Core.Simd;

/// <summary>Eight doubles in an AVX-512 register.</summary>
internal readonly struct Lane512(Vector512<double> value) : ILane<Lane512>
{
    private readonly Vector512<double> _value = value;

    public static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported && Vector512.IsHardwareAccelerated;

    public static int Count => 8;

    public static bool PrefersLookup => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Create(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lane512 Load(double* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lane512 LoadPartial(double* source, int count, Lane512 fill) =>
        new(Avx512F.MaskLoad(source, First(count), fill._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Lane512 value, double* target) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StorePartial(Lane512 value, double* target, int count) =>
        Avx512F.MaskStore(target, First(count), value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 KeepFirst(Lane512 value, int count, Lane512 fill) =>
        new(Vector512.ConditionalSelect(First(count), value._value, fill._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 MultiplyAdd(Lane512 a, Lane512 b, Lane512 c) => new(Avx512F.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Min(Lane512 a, Lane512 b) => new(Vector512.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Max(Lane512 a, Lane512 b) => new(Vector512.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Abs(Lane512 value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Sqrt(Lane512 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 LessThan(Lane512 a, Lane512 b) => new(Vector512.LessThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Equal(Lane512 a, Lane512 b) => new(Vector512.Equals(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Select(Lane512 mask, Lane512 whenSet, Lane512 otherwise) =>
        new(Vector512.ConditionalSelect(mask._value, whenSet._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 AddWhereEqual(Lane512 sum, Lane512 a, Lane512 b, Lane512 term) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a._value, b._value), sum._value + term._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane512 mask) => mask._value.AsInt64().ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 ScaleByPowerOfTwo(Lane512 value, Lane512 exponent) => new(Avx512F.Scale(value._value, exponent._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 SplitExponent(Lane512 value, out Lane512 exponent)
    {
        // bits 1:0 = 3: interval [3/4, 3/2); bit 3 = 1: NaN for negative values
        Vector512<double> mantissa = Avx512F.GetMantissa(value._value, 0b1011);
        exponent = new(Avx512F.GetExponent(value._value) - Avx512F.GetExponent(mantissa));
        return new(mantissa);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Lookup(in Table16<Lane512> table, Lane512 index) =>
        new(Avx512F.PermuteVar8x64x2(table.Low._value, index._value.AsInt64(), table.High._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lane512 value) => Lane256.Sum(new Lane256(value._value.GetLower() + value._value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MinElement(Lane512 value) => Lane256.MinElement(new Lane256(Vector256.MinNative(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MaxElement(Lane512 value) => Lane256.MaxElement(new Lane256(Vector256.MaxNative(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator +(Lane512 a, Lane512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator -(Lane512 a, Lane512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator *(Lane512 a, Lane512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator /(Lane512 a, Lane512 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> First(int count) =>
        Vector512.LessThan(Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7), Vector512.Create((long)count)).AsDouble();
}
