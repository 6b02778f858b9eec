namespace SolverGrpc.Sessions.State;

/// <summary>What the client has said of the market; prices in ticks, 0: not known.</summary>
internal struct Market
{
    /// <summary>Best bid and ask of the last quote.</summary>
    public long BidTicks, AskTicks;

    /// <summary>Price of the last trade of others.</summary>
    public long TradeTicks;

    /// <summary>Reference price of the last period that closed.</summary>
    public long ReferenceTicks;

    /// <summary>The mid of the last quote; without quotes the last reference price or trade; NaN: nothing is known.</summary>
    public readonly double MidTicks =>
        AskTicks > 0 ? (BidTicks + (double)AskTicks) / 2 : ReferenceTicks > 0 ? ReferenceTicks : TradeTicks > 0 ? TradeTicks : double.NaN;

    /// <summary>Half the spread of the last quote; 0 without quotes.</summary>
    public readonly double HalfSpreadTicks => AskTicks > 0 ? (AskTicks - (double)BidTicks) / 2 : 0;
}
