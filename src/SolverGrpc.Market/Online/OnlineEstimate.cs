namespace SolverGrpc.Market.Online;

/// <summary>Parameters of the periods that are still to come, as of a closed period: the content of a MarketUpdate.</summary>
/// <param name="FromPeriod">First period they hold for.</param>
/// <param name="ImpactScale">Impact over the baseline's, without the conditions of the moment.</param>
/// <param name="ImpactFactor">The same with them, for each remaining period.</param>
/// <param name="HalfSpread">Half-spread of each remaining period, in currency per share.</param>
/// <param name="Volatility">Volatility of each remaining period, in currency per share; 0: not known.</param>
/// <param name="Volume">Expected volume of each remaining period, in shares; 0: not known.</param>
/// <param name="Jumps">What moved so far at once that only a part of it is taken over; empty: nothing.</param>
public sealed record OnlineEstimate(
    int FromPeriod, double ImpactScale, double[] ImpactFactor, double[] HalfSpread, double[] Volatility, double[] Volume, IReadOnlyList<OnlineJump> Jumps);
