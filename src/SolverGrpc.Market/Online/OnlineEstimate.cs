namespace SolverGrpc.Market.Online;

/// <summary>Parameters of the periods that are still to come, as of a closed period: the content of a MarketUpdate.</summary>
/// <param name="FromPeriod">First period they hold for.</param>
/// <param name="ImpactScale">Impact over the baseline's.</param>
/// <param name="HalfSpread">Half-spread of each remaining period, in currency per share.</param>
/// <param name="Volatility">Volatility of each remaining period, in currency per share.</param>
/// <param name="Volume">Expected volume of each remaining period, in shares.</param>
/// <param name="Warnings">What moved so far at once that only a part of it is taken over; empty: nothing.</param>
public sealed record OnlineEstimate(
    int FromPeriod, double ImpactScale, double[] HalfSpread, double[] Volatility, double[] Volume, IReadOnlyList<string> Warnings);
