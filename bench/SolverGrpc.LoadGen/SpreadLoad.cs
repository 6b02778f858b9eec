namespace SolverGrpc.LoadGen;

/// <summary>Several loads as one: messages go to them in turn.</summary>
/// <param name="parts">At least one.</param>
internal sealed class SpreadLoad(IReadOnlyList<ILoad> parts) : ILoad
{
    private Action<int> _answered = _ => { };

    /// <inheritdoc/>
    public Action<int> Answered
    {
        get => _answered;
        set
        {
            _answered = value;
            foreach (ILoad part in parts) part.Answered = value;
        }
    }

    /// <inheritdoc/>
    public Task Failed { get; } = Task.WhenAny(parts.Select(part => part.Failed)).Unwrap();

    /// <inheritdoc/>
    public void Send(int number) => parts[number % parts.Count].Send(number);

    public async ValueTask DisposeAsync()
    {
        foreach (ILoad part in parts) await part.DisposeAsync();
    }
}
