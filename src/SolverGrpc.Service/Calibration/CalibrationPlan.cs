using System.Text;
using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Service.Calibration;

/// <summary>Settings of a calibration that have been found valid, with their defaults filled in.</summary>
internal sealed class CalibrationPlan
{
    private const int PeriodsMax = 100_000, SizesMin = 3, SizesMax = 64, ReplicatesMin = 20, ReplicatesMax = 10_000, SymbolBytesMax = 64;
    private const long NsPerSecond = 1_000_000_000;

    // the recorder's limit on intervals keeps memory bounded; this keeps times far from overflow
    private const double SecondsMax = 1e7, DaysMax = 1e6, DefaultHalfLifeDays = 5;

    /// <summary>Checks the settings.</summary>
    /// <param name="settings">Null: absent.</param>
    /// <param name="violations">Gets what is wrong.</param>
    public CalibrationPlan(CalibrationSettings? settings, Violations violations)
    {
        Settings = settings ?? new CalibrationSettings();
        if (Settings.Side is not (Side.Buy or Side.Sell)) violations.Add("settings.side", "must be SIDE_BUY or SIDE_SELL");
        if (Settings.Quantity is not (>= 0 and <= double.MaxValue)) violations.Add("settings.quantity", "must be finite and >= 0");
        if (Encoding.UTF8.GetByteCount(Settings.Symbol) > SymbolBytesMax) violations.Add("settings.symbol", "must have at most 64 bytes");
        CheckPeriods(violations);
        if (Settings.SampleSeconds is not (0 or (>= 1e-3 and <= SecondsMax))) violations.Add("settings.sample_seconds", "must be between 0.001 and 1e7, or 0");
        CheckSizes(violations);
        if (!System.Enum.IsDefined(Settings.Curve)) violations.Add("settings.curve", "there is no such curve");
        if (Settings.Replicates is not (0 or (>= ReplicatesMin and <= ReplicatesMax))) violations.Add("settings.replicates", "must be between 20 and 10,000, or 0");
        if (!System.Enum.IsDefined(Settings.Horizon)) violations.Add("settings.horizon", "there is no such horizon");
        if (IsRest && Settings.VolumeBar > 0) violations.Add("settings.horizon", "the rest of a session needs periods of time, not of volume");
        if (Settings.HalfLifeDays is not (0 or (> 0 and <= DaysMax))) violations.Add("settings.half_life_days", "must be above 0 and at most 1e6, or 0");
        if (Settings.Current is { } current)
        {
            if (current.Spread is not (> 0 and <= double.MaxValue)) violations.Add("settings.current.spread", "must be finite and > 0");
            if (current.Imbalance is not (>= -1 and <= 1)) violations.Add("settings.current.imbalance", "must be between -1 and 1");
        }

        if (Settings.CorruptRowsMax < 0) violations.Add("settings.corrupt_rows_max", "must be >= 0");
    }

    /// <summary>As they came.</summary>
    public CalibrationSettings Settings { get; }

    /// <summary>How often books are sampled.</summary>
    public double SampleSeconds => Settings.SampleSeconds > 0 ? Settings.SampleSeconds : 1;

    /// <summary>How impact is estimated.</summary>
    public ImpactOptions Impact => new()
    {
        IsBuy = Settings.Side == Side.Buy,
        Sizes = [.. Settings.Sizes],
        Curve = Settings.Curve == ImpactCurve.Unspecified ? null : (CurveKind)((int)Settings.Curve - 1),
        Replicates = Settings.Replicates > 0 ? Settings.Replicates : new ImpactOptions().Replicates,
        Seed = Settings.Seed,
        HalfLifeDays = HalfLifeDays,
        IsRestOfLastDay = IsRest,
    };

    /// <summary>The rest of the last session is asked for.</summary>
    public bool IsRest => Settings.Horizon == CalibrationHorizon.RestOfSession;

    /// <summary>After so many days a day counts half.</summary>
    public double HalfLifeDays => Settings.HalfLifeDays > 0 ? Settings.HalfLifeDays : DefaultHalfLifeDays;

    /// <summary>The recorded days, cut into periods.</summary>
    public IReadOnlyList<SessionDay> Days(DayRecorder recorded) => Settings.VolumeBar > 0
        ? SessionDay.ByVolume(recorded.Sessions, Settings.VolumeBar)
        : SessionDay.ByTime(recorded.Sessions, Settings.PeriodCount, Settings.PeriodSeconds, Ns(Settings.Start), recorded.StartsNs);

    /// <summary>Checks the begin of a day, and reads it; null: not told.</summary>
    public static long? Start(Timestamp? start, string field, Violations violations)
    {
        if (start is null) return null;
        bool isTime = start.Seconds is >= 0 and <= long.MaxValue / NsPerSecond / 2 && start.Nanos is >= 0 and <= 999_999_999;
        if (!isTime) violations.Add(field, "must be a time from 1970 to 2116");
        return isTime ? Ns(start) : null;
    }

    private static long? Ns(Timestamp? time) => time is null ? null : (time.Seconds * NsPerSecond) + time.Nanos;

    private void CheckPeriods(Violations violations)
    {
        if (Settings.PeriodCount is < 0 or > PeriodsMax) violations.Add("settings.period_count", "must be between 0 and 100,000");
        if (Settings.PeriodSeconds is not (0 or (>= 1e-3 and <= SecondsMax))) violations.Add("settings.period_seconds", "must be between 0.001 and 1e7, or 0");
        if (Settings.VolumeBar is not (>= 0 and <= double.MaxValue)) violations.Add("settings.volume_bar", "must be finite and >= 0");
        Start(Settings.Start, "settings.start", violations);
        bool byTime = Settings.PeriodCount != 0 || Settings.PeriodSeconds != 0 || Settings.Start is not null;
        if (Settings.VolumeBar > 0 && byTime) violations.Add("settings.volume_bar", "excludes period_count, period_seconds and start");
        if (Settings.VolumeBar == 0 && Settings.PeriodCount == 0 && Settings.PeriodSeconds == 0)
            violations.Add("settings.period_count", "or period_seconds or volume_bar is required");
    }

    private void CheckSizes(Violations violations)
    {
        if (Settings.Sizes.Count == 0) return;
        if (Settings.Sizes.Count is < SizesMin or > SizesMax) violations.Add("settings.sizes", "must have 3 to 64 values");
        violations.AddElements(
            "settings.sizes", Settings.Sizes.Count, Settings.Sizes, static (sizes, i) => !(sizes[i] > (i > 0 ? sizes[i - 1] : 0) && sizes[i] <= double.MaxValue), "must be finite, > 0 and ascending");
    }
}
