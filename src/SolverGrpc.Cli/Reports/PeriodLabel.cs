using System.Globalization;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Reports;

/// <summary>What a period is called: its local start time where the problem says when the day begins, else its number.</summary>
internal sealed class PeriodLabel
{
    private readonly DateTime? _start;
    private readonly double[] _offsets = [];

    /// <summary>Labels for the periods of a grid.</summary>
    public PeriodLabel(PeriodGrid grid)
    {
        if (grid.Start is null || grid.DurationSeconds.Count == 0) return;
        _start = Local(grid.Start.ToDateTime(), grid.TimeZone);
        _offsets = new double[grid.PeriodCount];
        for (int i = 1; i < _offsets.Length; i++)
            _offsets[i] = _offsets[i - 1] + grid.DurationSeconds[Math.Min(i - 1, grid.DurationSeconds.Count - 1)];
        BinLength = Math.Max(1, grid.MergeCount);
    }

    private int BinLength { get; } = 1;

    /// <summary>Of the <paramref name="index"/>-th number of a schedule.</summary>
    public string this[int index] => _start is { } start && index * BinLength < _offsets.Length
        ? start.AddSeconds(_offsets[index * BinLength]).ToString("HH:mm", CultureInfo.InvariantCulture)
        : index.ToString(CultureInfo.InvariantCulture);

    private static DateTime Local(DateTime utc, string timeZone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out TimeZoneInfo? zone) ? TimeZoneInfo.ConvertTimeFromUtc(utc, zone) : utc;
}
