using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Impact;

/// <summary>Level, exponent and half-spread of each period, shrunk towards what the periods share (<see cref="SmallArea"/>).</summary>
internal sealed class ShrunkPeriods
{
    /// <summary>Shrinks.</summary>
    public ShrunkPeriods(CompletedSlippage completed, ImpactReplicates replicates)
    {
        int n = completed.Level.Length;
        LogLevel = new double[n];
        double[] halfSpread = new double[n];
        for (int i = 0; i < n; i++)
        {
            if (replicates.Samples(i) == 0) continue;
            halfSpread[i] = replicates.MeanHalfSpread(i);
            LogLevel[i] = Math.Log(completed.Level[i]);
        }

        // a period whose walks cost nothing beyond the half-spread tells no level
        double[] levelVariance = [.. replicates.LogLevel.Select((variance, i) => double.IsFinite(LogLevel[i]) ? variance : double.PositiveInfinity)];
        double[] exponentVariance = [.. replicates.OwnExponent.Select((variance, i) => double.IsFinite(levelVariance[i]) ? variance : double.PositiveInfinity)];
        Level = SmallArea.Shrink(LogLevel, levelVariance, hasShape: true);
        Exponent = SmallArea.Shrink(completed.OwnExponent, exponentVariance, hasShape: false);
        HalfSpread = SmallArea.Shrink(halfSpread, replicates.HalfSpreads, hasShape: true);
    }

    /// <summary>Logarithm of each period's own level; 0 without books.</summary>
    public double[] LogLevel { get; }

    /// <summary>Logarithm of the slippage at the reference size.</summary>
    public SmallArea Level { get; }

    /// <summary>Exponent of the slippage per share.</summary>
    public SmallArea Exponent { get; }

    /// <summary>Half-spread, in currency per share.</summary>
    public SmallArea HalfSpread { get; }
}
