namespace SolverGrpc.Sessions.State;

/// <summary>The child orders of a session, in the order they went out.</summary>
internal sealed class ChildOrders
{
    private readonly Dictionary<string, ChildOrder> _byId = [];
    private readonly List<ChildOrder> _all = [];
    private readonly List<ChildOrder> _open = [];

    /// <summary>All, in the order they went out.</summary>
    public IReadOnlyList<ChildOrder> All => _all;

    /// <summary>Those that may still fill, in the order they went out.</summary>
    public IReadOnlyList<ChildOrder> Open => _open;

    /// <summary>The child with this id; null: unknown.</summary>
    public ChildOrder? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Takes in a child whose id is new.</summary>
    public void Add(ChildOrder child)
    {
        _byId.Add(child.Id, child);
        _all.Add(child);
        if (child.IsOpen) _open.Add(child);
    }

    /// <summary>The child will not fill any more.</summary>
    public void Close(ChildOrder child)
    {
        child.IsOpen = false;
        _open.Remove(child);
    }

    /// <summary>Writes all of them.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_all.Count);
        foreach (ChildOrder child in _all)
        {
            writer.Write(child.Id);
            writer.Write7BitEncodedInt(child.Period);
            writer.Write7BitEncodedInt64(child.Units);
            writer.Write7BitEncodedInt64(child.Filled);
            writer.Write(child.IsOpen);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Read(ref SpanReader reader)
    {
        for (int count = reader.ReadVarint32(); count > 0; count--)
        {
            Add(new(reader.ReadString(), reader.ReadVarint32(), reader.ReadVarint64())
            {
                Filled = reader.ReadVarint64(),
                IsOpen = reader.ReadBoolean(),
            });
        }
    }
}

/// <summary>A child order.</summary>
/// <param name="id">Unique in the session.</param>
/// <param name="period">The period it works for.</param>
/// <param name="units">Its quantity.</param>
internal sealed class ChildOrder(string id, int period, long units)
{
    /// <summary>Unique in the session.</summary>
    public string Id { get; } = id;

    /// <summary>The period it works for.</summary>
    public int Period { get; } = period;

    /// <summary>Its quantity.</summary>
    public long Units { get; set; } = units;

    /// <summary>What of it is executed; more than <see cref="Units"/> if it is overfilled.</summary>
    public long Filled { get; set; }

    /// <summary>It may still fill.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>What still works.</summary>
    public long Leaves => IsOpen ? Math.Max(0, Units - Filled) : 0;
}
