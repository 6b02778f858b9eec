using System.Numerics;

namespace SolverGrpc.Rpc.Wire;

/// <summary>How many bytes fields take.</summary>
public static class WireSize
{
    /// <summary>The bytes of a varint: 1 to 10.</summary>
    /// <param name="value">The 64 bits.</param>
    /// <returns>The bytes.</returns>
    public static int Varint(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>The bytes of a field with a length: its tag, the length, the content.</summary>
    /// <param name="fieldNumber">The field's number.</param>
    /// <param name="contentBytes">The content.</param>
    /// <returns>The bytes.</returns>
    public static int LengthDelimited(int fieldNumber, int contentBytes)
        => checked(Varint(WireTag.Of(fieldNumber, WireType.LengthDelimited)) + Varint((ulong)contentBytes) + contentBytes);

    /// <summary>The bytes of a packed <c>repeated double</c> field.</summary>
    /// <param name="fieldNumber">The field's number.</param>
    /// <param name="count">How many doubles.</param>
    /// <returns>The bytes; 0 for no doubles, which are not written.</returns>
    public static int PackedDoubles(int fieldNumber, int count)
        => count == 0 ? 0 : LengthDelimited(fieldNumber, checked(count * sizeof(double)));

    /// <summary>The bytes of a packed <c>repeated int64</c> field.</summary>
    /// <param name="fieldNumber">The field's number.</param>
    /// <param name="values">The numbers.</param>
    /// <returns>The bytes; 0 for no numbers, which are not written.</returns>
    public static int PackedInt64s(int fieldNumber, ReadOnlySpan<long> values)
        => values.IsEmpty ? 0 : LengthDelimited(fieldNumber, Varints(values));

    internal static int Varints(ReadOnlySpan<long> values)
    {
        var bytes = 0;
        foreach (var value in values)
            bytes += Varint((ulong)value);
        return bytes;
    }
}
