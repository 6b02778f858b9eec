namespace SolverGrpc.Market.Online;

/// <summary>What is watched while a session is traded.</summary>
public enum Watched
{
    /// <summary>Slippage beyond the half-spread.</summary>
    Impact,

    /// <summary>Half the spread.</summary>
    HalfSpread,

    /// <summary>Standard deviation of price changes.</summary>
    Volatility,

    /// <summary>Shares traded by others.</summary>
    Volume,
}

/// <summary>Something is seen so far from what was calibrated that only a part of it is taken over for now.</summary>
/// <param name="What">What.</param>
/// <param name="Observed">As it is seen, over what was calibrated.</param>
/// <param name="Taken">As far as it is taken over.</param>
public sealed record OnlineJump(Watched What, double Observed, double Taken);
