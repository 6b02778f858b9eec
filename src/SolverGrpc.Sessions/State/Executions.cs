namespace SolverGrpc.Sessions.State;

/// <summary>The executions of a session, in the order they were reported. A busted one stays, so that its id is not used again.</summary>
internal sealed class Executions
{
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
