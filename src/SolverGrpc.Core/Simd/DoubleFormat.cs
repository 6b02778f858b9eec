namespace SolverGrpc.Core.Simd;

/// <summary>Facts of the binary64 format.</summary>
internal static class DoubleFormat
{
    /// <summary>Stored bits of the fraction.</summary>
    public const int FractionBits = 52;

    /// <summary>Mask of the fraction.</summary>
    public const long FractionMask = (1L << FractionBits) - 1;

    /// <summary>2^-1022.</summary>
    public const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>1.5 · 2^52: y + this leaves round(y), ties to even, in the low bits for |y| &lt; 2^51.</summary>
    public const double RoundToWhole = 6755399441055744;

    /// <summary>1.5 · 2^48: y + this leaves round(16 y) in the low bits for |y| &lt; 2^47.</summary>
    public const double RoundToSixteenth = 422212465065984;

    /// <summary>Whole exponents nearer to zero than this can be added to the exponent bits of any value in [1/4, 4].</summary>
    public const double PlainExponentEnd = 1020;

    /// <summary>Bits of 3/4.</summary>
    public const long ThreeQuartersBits = 0x3FE8_0000_0000_0000;

    /// <summary>Bits of 2^52: or-ed with a whole number below 2^52 they make a double of 2^52 plus that number.</summary>
    public const long TwoTo52Bits = 0x4330_0000_0000_0000;

    /// <summary>Added to the bits of a normal 2^e · m, 3/4 ≤ m &lt; 3/2, it leaves e + 1024 above the fraction and m − 3/4 in it.</summary>
    public const long SplitOffset = (1024L << FractionBits) - ThreeQuartersBits;

    /// <summary>What <see cref="SplitOffset"/> and <see cref="TwoTo52Bits"/> add to the exponent.</summary>
    public const double SplitBias = 4503599627370496 + 1024;

    /// <summary>Bias of the stored exponent.</summary>
    public const int ExponentBias = 1023;

    /// <summary>2^±this times anything in [1/4, 4] is ∞ or 0, and half of it is the exponent of a normal number.</summary>
    public const double LargestExponent = 1200;

    /// <summary>Makes a denormal number normal.</summary>
    public const double TwoTo54 = 18014398509481984;
}
