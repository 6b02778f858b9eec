using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Costs;

/// <summary>
/// Merges consecutive periods into bins. Every period of a bin of k gets the same quantity y / k of the bin's y, so that
/// with r what remains after the bin and h_j = (k − j) / k the part of y that remains after its j-th period (j = 1 … k)
/// <code>
/// a' = Σ a_j / k + Σ μ_j h_j      b' = Σ b_j / k² + Σ γ_j h_j / k      c' = Σ c_j k^(−d)
/// μ' = Σ μ_j                      γ' = Σ γ_j / k                       v' = Σ v_j
/// l' = k max l_j                  u' = k min u_j                       m' = k max m_j       volume' = Σ volume_j
/// </code>
/// The expected cost of y is exactly that of the periods' quantities. The variance is that of the bins: the price
/// moves by Σ v_j on r. A bin whose power terms have different exponents is no curve of the family.
/// </summary>
public static class Rebinning
{
    /// <summary>Number of bins of <paramref name="size"/> periods each, the last one perhaps shorter.</summary>
    public static int BinCount(int periodCount, int size) => ((periodCount - 1) / size) + 1;

    /// <summary>
    /// Writes the bins of <paramref name="periods"/> to <paramref name="bins"/>; everything that is not per period is copied.
    /// </summary>
    /// <param name="periods">The problem on the fine grid; left as it is.</param>
    /// <param name="size">Periods in a bin, ≥ 1.</param>
    /// <param name="bins">The merged problem; its former content is lost.</param>
    /// <returns>Why the merged problem is not of the family, in a sentence; null if all is well.</returns>
    public static string? Merge(AllocationProblem periods, int size, AllocationProblem bins)
    {
        int count = BinCount(periods.PeriodCount, size);
        bins.Reset(count);
        bins.Quantity = periods.Quantity;
        bins.Risk = periods.Risk;
        bins.Lots = periods.Lots;
        bins.OrderSlippageLimit = periods.OrderSlippageLimit;
        bins.HasMinimumSlice = periods.HasMinimumSlice;
        bins.HasVolume = periods.HasVolume;
        bins.HasVariance = periods.HasVariance;
        bins.HasDrift = periods.HasDrift;
        bins.HasPermanentImpact = periods.HasPermanentImpact;
        for (int bin = 0; bin < count; bin++)
        {
            int start = bin * size;
            Bounds(periods, start, Math.Min(size, periods.PeriodCount - start), bins, bin);
        }

        return periods.Family == CostFamily.Levels ? LevelRebinning.Merge(periods, size, bins) : Curves(periods, size, bins);
    }

    private static void Bounds(AllocationProblem periods, int start, int k, AllocationProblem bins, int bin)
    {
        bins.Lower[bin] = k * Largest(periods.Lower.Slice(start, k));
        bins.Upper[bin] = k * Smallest(periods.Upper.Slice(start, k));
        if (periods.HasMinimumSlice) bins.MinimumSlice[bin] = k * Largest(periods.MinimumSlice.Slice(start, k));
        if (periods.HasVolume) bins.Volume[bin] = CompensatedSum.Of(periods.Volume.Slice(start, k));
        if (periods.HasVariance) bins.PriceVariance[bin] = CompensatedSum.Of(periods.PriceVariance.Slice(start, k));
        if (periods.HasDrift) bins.Drift[bin] = CompensatedSum.Of(periods.Drift.Slice(start, k));
        if (periods.HasPermanentImpact) bins.PermanentImpact[bin] = CompensatedSum.Of(periods.PermanentImpact.Slice(start, k)) / k;
    }

    private static string? Curves(AllocationProblem periods, int size, AllocationProblem bins)
    {
        for (int bin = 0; bin < bins.PeriodCount; bin++)
        {
            int start = bin * size, k = Math.Min(size, periods.PeriodCount - start);
            double exponent = 2;
            var a = new CompensatedSum();
            var b = new CompensatedSum();
            var c = new CompensatedSum();
            for (int j = 0; j < k; j++)
            {
                int i = start + j;
                a.Add(periods.A[i] / k);
                b.Add(periods.B[i] / k / k);
                if (periods.HasDrift) a.Add(periods.Drift[i] * Held(j, k));
                if (periods.HasPermanentImpact) b.Add(periods.PermanentImpact[i] * Held(j, k) / k);
                if (periods.C[i] == 0) continue;
                if (c.Value > 0 && exponent != periods.D[i]) return $"periods {start} to {start + k - 1} have different exponents and cannot be merged into one bin";
                exponent = periods.D[i];
                c.Add(periods.C[i] * Math.Pow(k, -exponent));
            }

            (bins.A[bin], bins.B[bin], bins.C[bin], bins.D[bin]) = (a.Value, b.Value, c.Value, exponent);
        }

        return null;
    }

    /// <summary>Part of a bin of <paramref name="k"/> periods that remains after its period <paramref name="j"/> (from 0).</summary>
    internal static double Held(int j, int k) => (double)(k - 1 - j) / k;

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = values[0];
        foreach (double value in values) largest = Math.Max(largest, value);
        return largest;
    }

    private static double Smallest(ReadOnlySpan<double> values)
    {
        double smallest = values[0];
        foreach (double value in values) smallest = Math.Min(smallest, value);
        return smallest;
    }
}
