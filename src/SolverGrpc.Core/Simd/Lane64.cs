using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>One double, no vector unit: runs anywhere, and is what the other lanes are compared with.</summary>
internal readonly struct Lane64(double value) : ILane<Lane64>
{
    private readonly double _value = value;

    public static int Count => 1;

    public static bool PrefersLookup => true;

    private static double AllBits => BitConverter.Int64BitsToDouble(-1);

    public static Lane64 Create(double value) => new(value);

    public static unsafe Lane64 Load(double* source) => new(*source);

    public static unsafe Lane64 LoadPartial(double* source, int count, Lane64 fill) => new(*source);

    public static unsafe void Store(Lane64 value, double* target) => *target = value._value;

    public static unsafe void StorePartial(Lane64 value, double* target, int count) => *target = value._value;

    public static Lane64 KeepFirst(Lane64 value, int count, Lane64 fill) => value;

    public static Lane64 MultiplyAdd(Lane64 a, Lane64 b, Lane64 c) => new(Math.FusedMultiplyAdd(a._value, b._value, c._value));

    public static Lane64 Min(Lane64 a, Lane64 b) => new(a._value < b._value ? a._value : b._value);

    public static Lane64 Max(Lane64 a, Lane64 b) => new(a._value > b._value ? a._value : b._value);

    public static Lane64 Abs(Lane64 value) => new(Math.Abs(value._value));

    public static Lane64 Sqrt(Lane64 value) => new(Math.Sqrt(value._value));

    public static Lane64 LessThan(Lane64 a, Lane64 b) => new(a._value < b._value ? AllBits : 0);

    public static Lane64 Equal(Lane64 a, Lane64 b) => new(a._value == b._value ? AllBits : 0);

    public static Lane64 Select(Lane64 mask, Lane64 whenSet, Lane64 otherwise) =>
        BitConverter.DoubleToInt64Bits(mask._value) != 0 ? whenSet : otherwise;

    public static Lane64 AddWhereEqual(Lane64 sum, Lane64 a, Lane64 b, Lane64 term) => a._value == b._value ? sum + term : sum;

    public static bool Any(Lane64 mask) => BitConverter.DoubleToInt64Bits(mask._value) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane64 ScaleByPowerOfTwo(Lane64 value, Lane64 exponent)
    {
        double whole = Math.Floor(exponent._value);
        if (Math.Abs(whole) < DoubleFormat.PlainExponentEnd) return new(value._value * PowerOfTwo(whole));
        whole = Max(new(-DoubleFormat.LargestExponent), Min(new(DoubleFormat.LargestExponent), new(whole)))._value;
        double half = Math.Floor(0.5 * whole);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane64 SplitExponent(Lane64 value, out Lane64 exponent)
    {
        double x = value._value;
        if (x is >= DoubleFormat.SmallestNormal and <= double.MaxValue) return SplitNormal(x, 0, out exponent);
        if (x is > 0 and < DoubleFormat.SmallestNormal) return SplitNormal(x * DoubleFormat.TwoTo54, -54, out exponent);
        exponent = new(x == 0 ? double.NegativeInfinity : double.PositiveInfinity);
        return new(x >= 0 ? 1 : double.NaN);
    }

    public static unsafe Lane64 Lookup(in Table16<Lane64> table, Lane64 index) =>
        new(table.First[BitConverter.DoubleToInt64Bits(index._value) & 15]);

    public static double Sum(Lane64 value) => value._value;

    public static double MinElement(Lane64 value) => value._value;

    public static double MaxElement(Lane64 value) => value._value;

    public static Lane64 operator +(Lane64 a, Lane64 b) => new(a._value + b._value);

    public static Lane64 operator -(Lane64 a, Lane64 b) => new(a._value - b._value);

    public static Lane64 operator *(Lane64 a, Lane64 b) => new(a._value * b._value);

    public static Lane64 operator /(Lane64 a, Lane64 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOfTwo(double whole) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(DoubleFormat.RoundToWhole + DoubleFormat.ExponentBias + whole) << DoubleFormat.FractionBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane64 SplitNormal(double value, int scaled, out Lane64 exponent)
    {
        long offset = BitConverter.DoubleToInt64Bits(value) + DoubleFormat.SplitOffset;
        exponent = new((offset >>> DoubleFormat.FractionBits) - 1024 + scaled);
        return new(BitConverter.Int64BitsToDouble((offset & DoubleFormat.FractionMask) + DoubleFormat.ThreeQuartersBits));
    }
}
