namespace SolverGrpc.Rpc.Wire;

/// <summary>How the bytes after a tag are laid out.</summary>
public enum WireType
{
    /// <summary>A number in groups of seven bits.</summary>
    Varint = 0,

    /// <summary>Eight bytes, little-endian.</summary>
    Fixed64 = 1,

    /// <summary>A varint length and as many bytes: text, bytes, a message, packed numbers.</summary>
    LengthDelimited = 2,

    /// <summary>The begin of a group, which only old messages have.</summary>
    StartGroup = 3,

    /// <summary>The end of a group.</summary>
    EndGroup = 4,

    /// <summary>Four bytes, little-endian.</summary>
    Fixed32 = 5,
}
