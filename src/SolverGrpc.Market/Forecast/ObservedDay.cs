using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Market.Forecast;

/// <summary>What one day shows of volatility and volume.</summary>
/// <param name="Variance">Two-scale variance of the price change in each period, currency² per share²; NaN where it is not known.</param>
/// <param name="Changes">Changes of the mid that it rests on.</param>
/// <param name="Volume">Shares traded in each period; NaN where the day has no data.</param>
/// <param name="TradePrices">Last trade of each interval that has one, in currency per share.</param>
internal sealed record ObservedDay(double[] Variance, int[] Changes, double[] Volume, double[] TradePrices)
{
    /// <summary>Observes a day.</summary>
    /// <param name="day">The day.</param>
    /// <param name="leaveOutLast">Its last period with data is not over.</param>
    public static ObservedDay Of(SessionDay day, bool leaveOutLast)
    {
        (RecordedSession session, PeriodMap periods) = (day.Session, day.Periods);
        var observed = new ObservedDay(new double[periods.Count], new int[periods.Count], new double[periods.Count], []);
        Array.Fill(observed.Variance, double.NaN);
        Array.Fill(observed.Volume, double.NaN);
        var mids = new List<double>();
        var trades = new List<double>();
        int current = -1, latest = -1;
        double last = double.NaN;
        void Close()
        {
            if (current < 0) return;
            observed.Changes[current] = mids.Count - 1;
            observed.Variance[current] = TwoScaleVariance.Estimate(mids.ToArray());
        }

        for (int t = 0; t < session.Count; t++)
        {
            RecordedSession.Slot slot = session[t];
            int period = periods[t];
            if (period >= 0)
            {
                latest = period;
                observed.Volume[period] = slot.Volume + (double.IsNaN(observed.Volume[period]) ? 0 : observed.Volume[period]);
                if (slot.LastTradePrice > 0) trades.Add(slot.LastTradePrice);
            }

            if (!slot.HasBook) continue;
            if (period != current)
            {
                Close();
                mids.Clear();
                current = period;
                // the change into the period belongs to it
                if (!double.IsNaN(last)) mids.Add(last);
            }

            mids.Add(slot.Mid);
            last = slot.Mid;
        }

        Close();
        if (leaveOutLast && latest >= 0) (observed.Variance[latest], observed.Volume[latest]) = (double.NaN, double.NaN);
        return observed with { TradePrices = [.. trades] };
    }
}
