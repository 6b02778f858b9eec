using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Market.Tests.Impact;

/// <summary>Simulated sessions as calibration takes them.</summary>
internal static class Simulated
{
    public static RecordedSession Record(SessionOptions options) => RecordFirst(options, int.MaxValue);

    /// <summary>The first periods only.</summary>
    public static RecordedSession RecordFirst(SessionOptions options, int periods)
    {
        double end = options.StartNs + (Math.Min(periods, options.PeriodCount) * options.PeriodSeconds * 1e9);
        var session = new SimulatedSession(options);
        var recorder = new SessionRecorder();
        var item = new MarketEvent();
        while (session.Read(item) && item.TimeNs < end) recorder.Add(item);
        return recorder.Finish();
    }

    public static PeriodMap Periods(SessionOptions options, RecordedSession session) =>
        PeriodMap.ByTime(session, options.PeriodCount, options.PeriodSeconds, options.StartNs);

    public static ImpactEstimate Estimate(SessionOptions options, ImpactOptions? impact = null)
    {
        RecordedSession session = Record(options);
        return ImpactEstimator.Estimate(session, Periods(options, session), impact ?? new ImpactOptions { Replicates = 100 });
    }
}
