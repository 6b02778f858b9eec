using System.Numerics;

namespace SolverGrpc.Core.Tests.Simd;

/// <summary>2^y and log₂ x in fixed point with 200 bits, from their series; and the distance of a double from them in ulp.</summary>
internal static class ExactMath
{
    private const int Bits = 200;

    private static readonly BigInteger One = BigInteger.One << Bits;

    // ln 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749)
    private static readonly BigInteger Ln2 =
        (18 * Atanh(One / 26)) - (2 * Atanh(One / 4801)) + (8 * Atanh(One / 8749));

    /// <summary>|actual − 2^y| in units of the last place of 2^y; y finite.</summary>
    public static double Exp2Error(double y, double actual) => PowerOfTwoError(Fixed(y), actual);

    /// <summary>|actual − x^y| in units of the last place of x^y; x &gt; 0, y and the result finite.</summary>
    public static double PowerError(double x, double y, double actual) => PowerOfTwoError((Log2(x) * Fixed(y)) >> Bits, actual);

    private static double PowerOfTwoError(BigInteger exponent, double actual)
    {
        int whole = (int)(exponent >> Bits);
        BigInteger term = One, sum = One, argument = ((exponent - ((BigInteger)whole << Bits)) * Ln2) >> Bits;
        for (int k = 1; !term.IsZero; k++)
        {
            term = ((term * argument) >> Bits) / k;
            sum += term;
        }

        if (double.IsInfinity(actual)) return whole >= 1024 ? 0 : double.PositiveInfinity;
        // both in units of 2^(whole − Bits)
        BigInteger difference = Scaled(actual, Bits - whole) - sum;
        int ulp = Math.Max(whole, -1022) - 52;
        return (double)BigInteger.Abs(difference) * Math.ScaleB(1, whole - Bits - ulp);
    }

    /// <summary>|actual − log₂ x| in units of the last place of log₂ x; x &gt; 0 finite, not a power of two.</summary>
    public static double Log2Error(double x, double actual)
    {
        BigInteger exact = Log2(x);
        int ulp = (int)(BigInteger.Abs(exact).GetBitLength() - 1) - Bits - 52;
        return (double)BigInteger.Abs(Scaled(actual, Bits) - exact) * Math.ScaleB(1, -Bits - ulp);
    }

    private static BigInteger Log2(double x)
    {
        int exponent = Math.ILogB(x);
        BigInteger mantissa = Scaled(x, Bits - exponent);
        return (((2 * Atanh(((mantissa - One) << Bits) / (mantissa + One))) << Bits) / Ln2) + ((BigInteger)exponent << Bits);
    }

    private static BigInteger Atanh(BigInteger s)
    {
        BigInteger square = (s * s) >> Bits, power = s, sum = s;
        for (int k = 3; !power.IsZero && power != -1; k += 2)
        {
            power = (power * square) >> Bits;
            sum += power / k;
        }

        return sum;
    }

    private static BigInteger Fixed(double value) => Scaled(value, Bits);

    // value · 2^shift, rounded towards zero
    private static BigInteger Scaled(double value, int shift)
    {
        if (value == 0) return BigInteger.Zero;
        int exponent = Math.Max(Math.ILogB(value), -1022) - 52;
        var whole = new BigInteger(Math.ScaleB(value, -exponent));
        int left = exponent + shift;
        return left >= 0 ? whole << left : BigInteger.Divide(whole, BigInteger.One << -left);
    }
}
