namespace SolverGrpc.Sessions.State;

/// <summary>The executions of a session, in the order they were reported. A busted one stays, so that its id is not used again.</summary>
internal sealed class Executions
{
    private const byte SameChild = 1, SameMarket = 2, Busted = 4;

    private static readonly Execution None = new("", "", 0, 0, 0);

    private readonly Dictionary<string, Execution> _byId = [];
    private readonly List<Execution> _all = [];

    /// <summary>All, in the order they were reported.</summary>
    public IReadOnlyList<Execution> All => _all;

    /// <summary>The execution with this id; null: unknown.</summary>
    public Execution? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Takes in an execution whose id is new.</summary>
    public void Add(Execution execution)
    {
        _byId.Add(execution.Id, execution);
        _all.Add(execution);
    }

    /// <summary>Writes all of them, which are most of a session that has lasted: what is as it was in the one before is left out.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_all.Count);
        Execution before = None;
        foreach (Execution execution in _all)
        {
            bool sameChild = execution.ChildId == before.ChildId, sameMarket = IsSame(execution.Mid, before.Mid) && IsSame(execution.HalfSpread, before.HalfSpread);
            writer.Write((byte)((sameChild ? SameChild : 0) | (sameMarket ? SameMarket : 0) | (execution.IsBusted ? Busted : 0)));
            writer.Write(execution.Id);
            if (!sameChild) writer.Write(execution.ChildId);
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

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        Execution before = None;
        int count = reader.Read7BitEncodedInt();
        _byId.EnsureCapacity(count);
        _all.EnsureCapacity(count);
        for (; count > 0; count--)
        {
            byte about = reader.ReadByte();
            string id = reader.ReadString(), childId = (about & SameChild) != 0 ? before.ChildId : reader.ReadString();
            int period = reader.Read7BitEncodedInt();
            (double mid, double halfSpread) = (about & SameMarket) != 0 ? (before.Mid, before.HalfSpread) : (reader.ReadDouble(), reader.ReadDouble());
            before = new(id, childId, period, mid, halfSpread)
            {
                Units = reader.Read7BitEncodedInt64(),
                PriceTicks = reader.Read7BitEncodedInt64(),
                IsBusted = (about & Busted) != 0,
            };
            Add(before);
        }
    }

    // to the bit
    private static bool IsSame(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}

/// <summary>An execution, with what was known of the market when it was reported.</summary>
/// <param name="id">Unique in the session.</param>
/// <param name="childId">Its child order.</param>
/// <param name="period">The period it counts in.</param>
/// <param name="mid">Mid in currency per share.</param>
/// <param name="halfSpread">Half the quoted spread in currency per share; 0 if nothing was quoted.</param>
internal sealed class Execution(string id, string childId, int period, double mid, double halfSpread)
{
    /// <summary>Unique in the session.</summary>
    public string Id { get; } = id;

    /// <summary>Its child order.</summary>
    public string ChildId { get; } = childId;

    /// <summary>The period it counts in.</summary>
    public int Period { get; } = period;

    /// <summary>Mid in currency per share.</summary>
    public double Mid { get; } = mid;

    /// <summary>Half the quoted spread in currency per share.</summary>
    public double HalfSpread { get; } = halfSpread;

    /// <summary>Quantity.</summary>
    public long Units { get; set; }

    /// <summary>Price in ticks.</summary>
    public long PriceTicks { get; set; }

    /// <summary>It did not happen.</summary>
    public bool IsBusted { get; set; }
}
