using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SolverGrpc.Sessions.State;

/// <summary>The executions of a session, numbered in the order they were reported. A busted one stays, so that its id is not used again.</summary>
internal sealed class Executions
{
    private const byte SameChild = 1, SameMarket = 2, Busted = 4;

    private readonly Names _ids = new();
    private readonly Names _childIds = new();
    private readonly List<Execution> _all = [];

    /// <summary>All, in the order they were reported.</summary>
    public ReadOnlySpan<Execution> All => CollectionsMarshal.AsSpan(_all);

    /// <summary>An execution, to be looked at or changed.</summary>
    public ref Execution this[int number] => ref CollectionsMarshal.AsSpan(_all)[number];

    /// <summary>The number of the execution with this id; negative: unknown.</summary>
    public int Find(string id) => _ids.Find(id);

    /// <summary>The child order of an execution.</summary>
    public string ChildIdOf(int number) => this[number].Child is > 0 and int child ? _childIds.TextOf(child - 1) : "";

    /// <summary>Takes in an execution.</summary>
    /// <param name="id">Its id, which is new.</param>
    /// <param name="childId">Its child order.</param>
    /// <param name="execution">The rest.</param>
    /// <returns>Its number.</returns>
    public int Add(string id, string childId, Execution execution)
    {
        execution.Child = childId.Length == 0 ? 0 : 1 + _childIds.FindOrAdd(childId);
        _all.Add(execution);
        return _ids.Add(id);
    }

    /// <summary>Writes all of them, which are most of a session that has lasted: what is as it was in the one before is left out.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_all.Count);
        Execution before = default;
        for (int number = 0; number < _all.Count; number++)
        {
            Execution execution = _all[number];
            bool sameChild = execution.Child == before.Child, sameMarket = execution.IsInMarketOf(before);
            writer.Write((byte)((sameChild ? SameChild : 0) | (sameMarket ? SameMarket : 0) | (execution.IsBusted ? Busted : 0)));
            Write(writer, _ids[number]);
            if (!sameChild) Write(writer, execution.Child > 0 ? _childIds[execution.Child - 1] : []);
            writer.Write7BitEncodedInt(execution.Period);
            if (!sameMarket)
            {
                writer.Write(execution.Mid);
                writer.Write(execution.HalfSpread);
            }

            writer.Write7BitEncodedInt64(execution.Units);
            writer.Write7BitEncodedInt64(execution.PriceTicks);
            before = execution;
        }
    }

    /// <summary>Reads what <see cref="Write(BinaryWriter)"/> wrote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a restart is over before anything is compiled twice
    public void Read(ref SpanReader reader)
    {
        Execution before = default;
        int count = reader.ReadVarint32();
        // and for those that follow, which would have all of them copied again at once
        int room = count + (count / 8) + 1;
        _ids.EnsureCapacity(room);
        _all.EnsureCapacity(room);
        for (; count > 0; count--)
        {
            byte about = reader.ReadByte();
            _ids.Add(reader.ReadText());
            before.Child = (about & SameChild) != 0 ? before.Child : ChildOf(reader.ReadText());
            before.Period = reader.ReadVarint32();
            if ((about & SameMarket) == 0) (before.Mid, before.HalfSpread) = (reader.ReadDouble(), reader.ReadDouble());
            (before.Units, before.PriceTicks, before.IsBusted) = (reader.ReadVarint64(), reader.ReadVarint64(), (about & Busted) != 0);
            _all.Add(before);
        }
    }

    // as BinaryWriter writes a text
    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> text)
    {
        writer.Write7BitEncodedInt(text.Length);
        writer.Write(text);
    }

    private int ChildOf(ReadOnlySpan<byte> id) => id.IsEmpty ? 0 : 1 + _childIds.FindOrAdd(id);
}

/// <summary>An execution, with what was known of the market when it was reported.</summary>
internal record struct Execution
{
    /// <summary>Its child order: the number of the id plus 1; 0: it names none.</summary>
    public int Child { get; set; }

    /// <summary>The period it counts in.</summary>
    public int Period { get; set; }

    /// <summary>Mid in currency per share.</summary>
    public double Mid { get; set; }

    /// <summary>Half the quoted spread in currency per share; 0 if nothing was quoted.</summary>
    public double HalfSpread { get; set; }

    /// <summary>Quantity.</summary>
    public long Units { get; set; }

    /// <summary>Price in ticks.</summary>
    public long PriceTicks { get; set; }

    /// <summary>It did not happen.</summary>
    public bool IsBusted { get; set; }

    /// <summary>Whether the market was the same to the bit.</summary>
    public readonly bool IsInMarketOf(in Execution other) => IsSame(Mid, other.Mid) && IsSame(HalfSpread, other.HalfSpread);

    private static bool IsSame(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
