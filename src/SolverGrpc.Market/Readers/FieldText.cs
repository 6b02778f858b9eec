using System.Runtime.CompilerServices;

namespace SolverGrpc.Market.Readers;

/// <summary>
/// Numbers in a line of text that is followed by \n: every loop stops there at the latest, so that none checks the length.
/// Each method reads from <c>at</c> on and leaves it behind the last character it took.
/// </summary>
internal static class FieldText
{
    /// <summary>Parts of one in prices: 1e-9.</summary>
    public const long PartsPerOne = 1_000_000_000;

    private static readonly long[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    private const int NanoDigits = 9, DigitsMax = 18;

    /// <summary>Moves to the end of the field: a comma or the end of the line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte End(ref byte at)
    {
        while (at is not (byte)',' and not (byte)'\n' and not (byte)'\r') at = ref Unsafe.Add(ref at, 1);
        return ref at;
    }

    /// <summary>A whole number ≥ 0 of at most 18 digits; false if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Whole(ref byte at, out long value, out int length)
    {
        long number = 0;
        int i = 0;
        uint digit;
        while ((digit = (uint)(Unsafe.Add(ref at, i) - '0')) <= 9)
        {
            number = (number * 10) + digit;
            i++;
        }

        (value, length) = (number, i);
        return i is > 0 and <= DigitsMax;
    }

    /// <summary>A decimal ≥ 0 in parts of 1e-9; digits beyond the ninth must be 0. <paramref name="isDecimal"/>: it has a point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Nano(ref byte at, out long value, out int length, out bool isDecimal)
    {
        isDecimal = false;
        if (!Whole(ref at, out value, out length)) return false;
        if (Unsafe.Add(ref at, length) != '.') return true;
        isDecimal = true;
        ref byte fraction = ref Unsafe.Add(ref at, length + 1);
        long number = 0;
        int i = 0;
        uint digit;
        while ((digit = (uint)(Unsafe.Add(ref fraction, i) - '0')) <= 9)
        {
            if (i < NanoDigits) number = (number * 10) + digit;
            else if (digit != 0) return false;
            i++;
        }

        length += i + 1;
        if (value > long.MaxValue / PartsPerOne - 1) return false;
        value = (value * PartsPerOne) + (number * PowersOfTen[NanoDigits - Math.Min(i, NanoDigits)]);
        return true;
    }

    /// <summary>The field's text for a message, shortened.</summary>
    public static string Show(ref byte begin, ref byte end)
    {
        const int LengthMax = 40;
        var bytes = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref begin, Math.Min(LengthMax, (int)Unsafe.ByteOffset(ref begin, ref end)));
        return System.Text.Encoding.Latin1.GetString(bytes);
    }
}
