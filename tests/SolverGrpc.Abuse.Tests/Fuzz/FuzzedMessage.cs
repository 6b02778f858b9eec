using System.Buffers.Binary;
using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Service.Tests;

namespace SolverGrpc.Abuse.Tests.Fuzz;

/// <summary>Bytes that are a SolveRequest, or were, or never will be.</summary>
internal static class FuzzedMessage
{
    private static readonly double[] Extremes =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, -0.0, 0, -1,
        1e-300, 1e300, 1e-12, 1e12, 1, 0.5, 1.5, 2, 1 + 1e-15, 1e16,
    ];

    public static byte[] Of(Random random) => random.Next(8) switch
    {
        0 => Noise(random, random.Next(200)),
        1 => RandomProblem.Request(random).ToByteArray(),
        2 => Flipped(RandomProblem.Request(random).ToByteArray(), random),
        3 => Spliced(RandomProblem.Request(random).ToByteArray(), RandomProblem.Request(random).ToByteArray(), random),
        4 => WireBytes.Disguise(RandomMessage.Of<SolveRequest>(random), random),
        5 => Flipped(RandomMessage.Of<SolveRequest>(random).ToByteArray(), random),
        _ => Extreme(RandomProblem.Request(random), random).ToByteArray(),
    };

    private static byte[] Noise(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        for (int i = random.Next(1, 8); i > 0 && bytes.Length > 0; i--)
        {
            ref byte victim = ref bytes[random.Next(bytes.Length)];
            victim = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(victim ^ (1 << random.Next(8))), _ => 0xFF };
        }

        return bytes;
    }

    // a begin of one, noise or nothing, an end of the other
    private static byte[] Spliced(byte[] first, byte[] second, Random random) =>
        [.. first[..random.Next(first.Length + 1)], .. Noise(random, random.Next(2) * random.Next(10)), .. second[random.Next(second.Length + 1)..]];

    // the same message with some of its numbers exchanged
    private static SolveRequest Extreme(SolveRequest request, Random random)
    {
        request.Options = new() { Method = (Method)random.Next(0, 15), RelativeTolerance = random.Next(4) == 0 ? 1e-3 : 0, NodeLimit = 1000 };
        int odds = random.Next(2, 20);
        Exchange(request.Problem, random, odds);
        return request;
    }

    private static void Exchange(IMessage message, Random random, int odds)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object value = field.Accessor.GetValue(message);
            bool absent = field.RealContainingOneof is { } choice && choice.Accessor.GetCaseFieldDescriptor(message) != field;
            if (absent) continue;
            if (value is IList list)
            {
                for (int i = 0; i < list.Count; i++)
                {
                    if (random.Next(odds) == 0 && list[i] is double d) list[i] = Other(d, random);
                }
            }
            else if (value is IMessage inner)
            {
                Exchange(inner, random, odds);
            }
            else if (random.Next(odds) == 0)
            {
                if (value is double d) field.Accessor.SetValue(message, Other(d, random));
                else if (value is long units) field.Accessor.SetValue(message, random.Next(2) == 0 ? units * 1000 : random.NextInt64(-1, 1L << random.Next(1, 63)));
                else if (value is int count) field.Accessor.SetValue(message, count + random.Next(-2, 3));
            }
        }
    }

    private static double Other(double value, Random random) => random.Next(4) switch
    {
        0 => Extremes[random.Next(Extremes.Length)],
        1 => value * Math.Pow(10, random.Next(-320, 320)),
        2 => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReverseEndianness(random.NextInt64())),
        _ => random.Next(2) == 0 ? Math.BitIncrement(value) : -value,
    };
}
