namespace SolverGrpc.Market.Statistics;

/// <summary>
/// Circular block bootstrap (Politis and Romano 1992, after Künsch 1989): runs of consecutive observations are drawn together, so that the
/// dependence within a run survives. Observations are grouped (periods); a run does not leave its group.
/// </summary>
internal static class BlockBootstrap
{
    /// <summary>Length of a run for n observations: n^(1/3) rounded up, at most half of them, at least 1.</summary>
    public static int BlockLength(int n) => Math.Max(1, Math.Min((int)Math.Ceiling(Math.Cbrt(n)), n / 2));

    /// <summary>
    /// What the variance over replicates has to be multiplied by: n observations in runs of b vary around their own mean, which takes
    /// b of n away.
    /// </summary>
    public static double VarianceCorrection(int n) => n > 1 ? n / (double)(n - BlockLength(n)) : 1;

    /// <summary>Draws how often each observation of a group of n is in a replicate.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="times">Gets n whole numbers whose sum is n.</param>
    public static void Draw(Random random, Span<double> times)
    {
        times.Clear();
        int n = times.Length, block = BlockLength(n);
        for (int drawn = 0; drawn < n;)
        {
            int at = random.Next(n);
            for (int k = Math.Min(block, n - drawn); k > 0; k--, drawn++)
            {
                times[at]++;
                if (++at == n) at = 0;
            }
        }
    }
}
