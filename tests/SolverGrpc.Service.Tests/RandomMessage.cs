using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SolverGrpc.Service.Tests;

/// <summary>Fills generated messages with random fields, by their descriptors: whatever the contract can say.</summary>
internal static class RandomMessage
{
    private static readonly double[] Doubles = [0, -0.0, 1, 0.5, 1e-300, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -3];

    public static T Of<T>(Random random)
        where T : IMessage, new()
    {
        var message = new T();
        Fill(message, random, depth: 0);
        return message;
    }

    private static void Fill(IMessage message, Random random, int depth)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (random.Next(3) == 0) continue;
            if (!field.IsRepeated)
            {
                field.Accessor.SetValue(message, Value(field, random, depth));
                continue;
            }

            var list = (IList)field.Accessor.GetValue(message);
            for (int count = random.Next(5); count > 0; count--) list.Add(Value(field, random, depth));
        }
    }

    private static object Value(FieldDescriptor field, Random random, int depth) => field.FieldType switch
    {
        FieldType.Double => Doubles[random.Next(Doubles.Length)],
        FieldType.Int32 => random.Next(4) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(-2, 6),
        FieldType.Int64 => random.Next(4) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next(-2, 200),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.String => Text(random),
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, random.Next(-1, 6)),
        FieldType.Message => Message(field, random, depth + 1),
        _ => throw new NotSupportedException($"{field.FieldType} of {field.FullName}"),
    };

    private static IMessage Message(FieldDescriptor field, Random random, int depth)
    {
        var message = (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!;
        Fill(message, random, depth);
        return message;
    }

    private static string Text(Random random) => random.Next(4) switch
    {
        0 => "",
        1 => "schedule",
        2 => new string('€', random.Next(40)),
        _ => $"id-{random.Next(100)}",
    };
}
