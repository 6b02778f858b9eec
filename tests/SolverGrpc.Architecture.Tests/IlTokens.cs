using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace SolverGrpc.Architecture.Tests;

/// <summary>The metadata tokens in the instructions of a method (ECMA-335, III).</summary>
internal static class IlTokens
{
    private const int TwoByteMarker = 0xFE;

    private static readonly Dictionary<int, OperandType> OperandTypes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    /// <summary>All tokens of types, members and methods, in order.</summary>
    public static List<int> Of(BlobReader code)
    {
        var tokens = new List<int>();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == TwoByteMarker) value = (value << 8) | code.ReadByte();
            OperandType operand = OperandTypes[value];
            switch (operand)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add(code.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    // the count is read before the offset is: reading it moves the offset
                    int targets = code.ReadInt32();
                    code.Offset += sizeof(int) * targets;
                    break;
                default:
                    code.Offset += SizeOf(operand);
                    break;
            }
        }

        return tokens;
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
