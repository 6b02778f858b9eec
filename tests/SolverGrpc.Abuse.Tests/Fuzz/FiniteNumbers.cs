using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SolverGrpc.Abuse.Tests.Fuzz;

/// <summary>Looks through a message for numbers that are none.</summary>
internal static class FiniteNumbers
{
    /// <summary>The path of the first NaN or infinity; null: there is none.</summary>
    public static string? FirstBad(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object? value = field.Accessor.GetValue(message);
            IEnumerable values = value is IList list ? list : new[] { value };
            foreach (object? item in values)
            {
                string? bad = item is double number && !double.IsFinite(number) ? $"{number}" : item is IMessage inner ? FirstBad(inner) : null;
                if (bad is not null) return $"{field.Name}.{bad}";
            }
        }

        return null;
    }
}
