using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Market.Impact;

/// <summary>
/// The books of one or several sessions walked on one side: of every book the slippage per share beyond the half-spread at each size, which sizes it
/// could fill, and the period it belongs to. Samples are in the order of periods, within one of days, within a day of time.
/// </summary>
internal sealed class ImpactSamples
{
    private ImpactSamples(double[] sizes, int periodCount, int count)
    {
        Sizes = sizes;
        PeriodCount = periodCount;
        Period = new int[count];
        Day = new int[count];
        TimeNs = new long[count];
        Filled = new int[count];
        HalfSpread = new double[count];
        Imbalance = new double[count];
        Slippage = new double[count * sizes.Length];
    }

    /// <summary>Ascending, in shares.</summary>
    public double[] Sizes { get; }

    /// <summary>Periods of the session.</summary>
    public int PeriodCount { get; }

    /// <summary>Samples.</summary>
    public int Count => Period.Length;

    /// <summary>Period of each sample, not falling.</summary>
    public int[] Period { get; }

    /// <summary>Day of each sample.</summary>
    public int[] Day { get; }

    /// <summary>Begin of the interval of each sample.</summary>
    public long[] TimeNs { get; }

    /// <summary>How many sizes each sample's book could fill; the others are lower bounds.</summary>
    public int[] Filled { get; }

    /// <summary>Half-spread of each sample, in currency per share.</summary>
    public double[] HalfSpread { get; }

    /// <summary>Imbalance at the best prices towards the other side: positive where liquidity on the side that is walked is thin.</summary>
    public double[] Imbalance { get; }

    /// <summary>Slippage per share beyond the half-spread, sample after sample.</summary>
    public double[] Slippage { get; }

    /// <summary>Of one sample.</summary>
    public ReadOnlySpan<double> Row(int sample) => Slippage.AsSpan(sample * Sizes.Length, Sizes.Length);

    /// <summary>First sample of each period, and the number of samples at the end.</summary>
    public int[] Begins()
    {
        var begins = new int[PeriodCount + 1];
        foreach (int period in Period) begins[period + 1]++;
        for (int i = 0; i < PeriodCount; i++) begins[i + 1] += begins[i];
        return begins;
    }

    /// <summary>Walks the books.</summary>
    /// <exception cref="MarketDataException">No period has a book with this side.</exception>
    public static ImpactSamples Walk(RecordedSession session, PeriodMap periods, bool isBuy, double[] sizes)
    {
        int[] used = [.. Enumerable.Range(0, session.Count).Where(t => session[t].HasBook && periods[t] >= 0)];
        if (used.Length == 0) throw new MarketDataException("none of the periods has a book");
        var samples = new ImpactSamples(sizes, periods.Count, used.Length);
        for (int s = 0; s < used.Length; s++)
        {
            RecordedSession.Slot slot = session[used[s]];
            (ReadOnlyMemory<double> price, ReadOnlyMemory<double> size) = session.Levels(used[s], isBuy);
            Span<double> row = samples.Slippage.AsSpan(s * sizes.Length, sizes.Length);
            samples.Period[s] = periods[used[s]];
            samples.TimeNs[s] = slot.TimeNs;
            samples.Filled[s] = BookWalk.Slippage(price.Span, size.Span, isBuy, slot.Mid, sizes, row);
            samples.HalfSpread[s] = slot.HalfSpread;
            samples.Imbalance[s] = isBuy ? slot.Imbalance : -slot.Imbalance;
            foreach (ref double slippage in row) slippage -= slot.HalfSpread;
        }

        return samples;
    }

    /// <summary>The samples of several days, each day's impact and half-spread multiplied by a factor: as if all days had been at the same level.</summary>
    public static ImpactSamples Pool(IReadOnlyList<ImpactSamples> days, IReadOnlyList<double> impact, IReadOnlyList<double> spread)
    {
        var pooled = new ImpactSamples(days[0].Sizes, days[0].PeriodCount, days.Sum(day => day.Count));
        int[][] begins = [.. days.Select(day => day.Begins())];
        int sizes = pooled.Sizes.Length, to = 0;
        for (int i = 0; i < pooled.PeriodCount; i++)
        {
            for (int d = 0; d < days.Count; d++)
            {
                ImpactSamples day = days[d];
                for (int t = begins[d][i]; t < begins[d][i + 1]; t++, to++)
                {
                    (pooled.Period[to], pooled.Day[to], pooled.TimeNs[to], pooled.Filled[to]) = (i, d, day.TimeNs[t], day.Filled[t]);
                    (pooled.HalfSpread[to], pooled.Imbalance[to]) = (day.HalfSpread[t] * spread[d], day.Imbalance[t]);
                    for (int j = 0; j < sizes; j++) pooled.Slippage[(to * sizes) + j] = day.Row(t)[j] * impact[d];
                }
            }
        }

        return pooled;
    }
}
