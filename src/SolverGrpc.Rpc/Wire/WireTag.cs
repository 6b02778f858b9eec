namespace SolverGrpc.Rpc.Wire;

/// <summary>The number before every field: field number times eight plus wire type.</summary>
public static class WireTag
{
    /// <summary>The tag of a field.</summary>
    /// <param name="fieldNumber">The field's number, 1 or more.</param>
    /// <param name="type">Its layout.</param>
    /// <returns>The tag.</returns>
    public static uint Of(int fieldNumber, WireType type) => ((uint)fieldNumber << 3) | (uint)type;

    /// <summary>The field's number.</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>1 or more in a valid tag.</returns>
    public static int FieldNumber(uint tag) => (int)(tag >> 3);

    /// <summary>The field's layout.</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>The wire type, which may be one that does not exist.</returns>
    public static WireType Type(uint tag) => (WireType)(tag & 7);
}
