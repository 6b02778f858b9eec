namespace SolverGrpc.Rpc.Client;

/// <summary>The tokens of <see cref="RetryThrottling"/>, shared by all calls of a channel.</summary>
internal sealed class RetryTokens(RetryThrottling? rule)
{
    private readonly Lock _gate = new();
    private double _tokens = rule?.MaxTokens ?? 0;

    /// <summary>Pays for a failure.</summary>
    /// <returns>Whether a retry is allowed.</returns>
    public bool TakeForFailure()
    {
        if (rule is null)
            return true;
        lock (_gate)
        {
            _tokens = Math.Max(0, _tokens - 1);
            return _tokens > rule.MaxTokens / 2.0;
        }
    }

    /// <summary>Earns for a success.</summary>
    public void AddForSuccess()
    {
        if (rule is null)
            return;
        lock (_gate)
            _tokens = Math.Min(rule.MaxTokens, _tokens + rule.TokenRatio);
    }
}
