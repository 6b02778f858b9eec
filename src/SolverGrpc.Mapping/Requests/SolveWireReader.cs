using System.Buffers;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Mapping.Requests;

/// <summary>Fills a <see cref="SolveInput"/> from the bytes of a <c>SolveRequest</c>, as the generated parser would, without allocating.</summary>
internal static class SolveWireReader
{
    private const uint Varint = (uint)WireType.Varint, Fixed64 = (uint)WireType.Fixed64, Bytes = (uint)WireType.LengthDelimited;

    /// <summary>Reads one message.</summary>
    /// <exception cref="WireFormatException">The bytes are no message.</exception>
    public static void Read(in ReadOnlySequence<byte> message, SolveInput input)
    {
        input.Clear();
        Add(new WireReader(message), input);
    }

    /// <summary>Reads a <c>SolveManyRequest</c>.</summary>
    /// <returns>False: its field solve is absent.</returns>
    /// <exception cref="WireFormatException">The bytes are no message.</exception>
    public static bool ReadMany(in ReadOnlySequence<byte> message, SolveInput input)
    {
        input.Clear();
        bool present = false;
        var reader = new WireReader(message);
        while (reader.ReadTag() is var tag and not 0)
        {
            if (tag == ((1 << 3) | Bytes))
            {
                present = true;
                Add(reader.ReadMessage(), input);
            }
            else
            {
                reader.Skip(tag);
            }
        }

        return present;
    }

    private static void Add(WireReader reader, SolveInput input)
    {
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: input.SetRequestId(reader.ReadBytes()); break;
                case (2 << 3) | Bytes:
                    input.HasProblem = true;
                    ProblemWireReader.Read(reader.ReadMessage(), input.Problem);
                    break;
                case (3 << 3) | Bytes: ReadOptions(reader.ReadMessage(), ref input.Options); break;
                case (4 << 3) | Bytes: ReadMask(reader.ReadMessage(), input.Mask); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadOptions(WireReader reader, ref OptionsInput options)
    {
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Varint: options.Method = (int)reader.ReadVarint(); break;
                case (2 << 3) | Fixed64: options.RelativeTolerance = reader.ReadDouble(); break;
                case (3 << 3) | Bytes: options.TimeBudget = ProblemWireReader.ReadTime(reader.ReadMessage(), options.TimeBudget); break;
                case (4 << 3) | Varint: options.NodeLimit = (long)reader.ReadVarint(); break;
                case (5 << 3) | Fixed64: options.WarmLambda = reader.ReadDouble(); break;
                case (6 << 3) | Fixed64: options.GridStep = reader.ReadDouble(); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadMask(WireReader reader, OutputMask mask)
    {
        Span<byte> path = stackalloc byte[OutputMask.PathBytesMax];
        while (reader.ReadTag() is var tag and not 0)
        {
            if (tag != ((1 << 3) | Bytes))
            {
                reader.Skip(tag);
                continue;
            }

            int length = Utf8Text.Copy(reader.ReadBytes(), path);
            mask.Add(path[..Math.Min(length, path.Length)]);
        }
    }
}
