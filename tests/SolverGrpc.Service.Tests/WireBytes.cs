using System.Buffers;
using Google.Protobuf;

namespace SolverGrpc.Service.Tests;

/// <summary>Other bytes that mean the same message.</summary>
internal static class WireBytes
{
    /// <summary>The same bytes in segments of random length.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, Random random)
    {
        if (random.Next(3) == 0) return new(bytes);
        Segment? first = null, last = null;
        for (int start = 0; start < bytes.Length || first is null;)
        {
            int length = Math.Min(random.Next(40), bytes.Length - start);
            last = new Segment(bytes.AsMemory(start, length), last);
            first ??= last;
            start += length;
        }

        return new(first, 0, last!, last!.Memory.Length);
    }

    /// <summary>
    /// Message fields opened and written again with unknown fields before, packed doubles written one by one or in two
    /// runs: what other writers may do.
    /// </summary>
    public static byte[] Disguise(IMessage message, Random random)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        if (random.Next(2) == 0)
        {
            output.WriteTag(1999, WireFormat.WireType.LengthDelimited);
            output.WriteString("unknown");
            output.WriteTag(2000, WireFormat.WireType.Varint);
            output.WriteInt64(-5);
        }

        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            object value = field.Accessor.GetValue(message);
            if (field.IsRepeated && field.FieldType == Google.Protobuf.Reflection.FieldType.Double)
            {
                WriteDoubles(output, field.FieldNumber, (IList<double>)value, random);
            }
            else if (!field.IsRepeated && field.FieldType == Google.Protobuf.Reflection.FieldType.Message && value is IMessage inner)
            {
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(Disguise(inner, random)));
            }
            else
            {
                WriteAlone(output, message, field);
            }
        }

        output.Flush();
        return stream.ToArray();
    }

    private static void WriteDoubles(CodedOutputStream output, int field, IList<double> values, Random random)
    {
        int packed = random.Next(values.Count + 1);
        if (packed > 0)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteLength(packed * sizeof(double));
            for (int i = 0; i < packed; i++) output.WriteDouble(values[i]);
        }

        for (int i = packed; i < values.Count; i++)
        {
            output.WriteTag(field, WireFormat.WireType.Fixed64);
            output.WriteDouble(values[i]);
        }
    }

    // a message with this one field
    private static void WriteAlone(CodedOutputStream output, IMessage message, Google.Protobuf.Reflection.FieldDescriptor field)
    {
        var alone = (IMessage)Activator.CreateInstance(message.Descriptor.ClrType)!;
        object value = field.Accessor.GetValue(message);
        if (field.IsRepeated)
        {
            var to = (System.Collections.IList)field.Accessor.GetValue(alone);
            foreach (object item in (System.Collections.IList)value) to.Add(item);
        }
        else if (field.RealContainingOneof is null || field.RealContainingOneof.Accessor.GetCaseFieldDescriptor(message) == field)
        {
            if (value is not null) field.Accessor.SetValue(alone, value);
        }

        alone.WriteTo(output);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
