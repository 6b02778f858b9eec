namespace SolverGrpc.Core.Separable;

/// <summary>
/// Doubles in their natural order, as integers: neighbouring doubles are neighbouring integers. The midpoint of two
/// doubles in this order halves the number of doubles between them, whatever their scale, so that 64 bisections
/// always end.
/// </summary>
public static class OrderedDouble
{
    /// <summary>Position of a finite double.</summary>
    public static long Position(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits < 0 ? long.MinValue - bits : bits;
    }

    /// <summary>The double at a position.</summary>
    public static double At(long position) =>
        BitConverter.Int64BitsToDouble(position < 0 ? long.MinValue - position : position);

    /// <summary>The double halfway between two finite doubles in this order.</summary>
    public static double Middle(double low, double high)
    {
        long first = Position(low), last = Position(high);
        return At(first + (long)((ulong)(last - first) / 2));
    }
}
