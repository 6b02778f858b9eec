namespace SolverGrpc.Rpc.Client;

/// <summary>
/// Stops retries while the server is failing (gRFC A6): a channel has tokens, a retryable failure costs one, a success earns a fraction,
/// and there are retries only while more than half the tokens are left.
/// </summary>
public sealed record RetryThrottling
{
    /// <summary>The tokens at the start and at most; above 0, up to 1000; 10 by default.</summary>
    public int MaxTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1000);
            field = value;
        }
    } = 10;

    /// <summary>What a success earns; above 0; 0.1 by default.</summary>
    public double TokenRatio
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 0.1;
}
