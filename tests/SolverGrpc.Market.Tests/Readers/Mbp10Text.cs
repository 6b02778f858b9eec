using System.Globalization;
using System.Text;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Tests.Readers;

/// <summary>Writes MBP-10 CSV by hand, field by field.</summary>
internal sealed class Mbp10Text
{
    public static readonly string[] Columns =
    [
        "ts_recv", "ts_event", "rtype", "publisher_id", "instrument_id", "action", "side", "depth", "price", "size", "flags", "ts_in_delta", "sequence",
        .. Enumerable.Range(0, 10).SelectMany(k => new[] { $"bid_px_{k:00}", $"ask_px_{k:00}", $"bid_sz_{k:00}", $"ask_sz_{k:00}", $"bid_ct_{k:00}", $"ask_ct_{k:00}" }),
        "symbol",
    ];

    /// <summary>A whole row: 10 levels a cent apart around 100, sizes 100, 200, …; everything can be set by its column.</summary>
    public static Dictionary<string, string> Row(params (string Column, string Value)[] changes)
    {
        var row = new Dictionary<string, string>
        {
            ["ts_recv"] = "2024-10-21T11:54:29.221230963Z",
            ["ts_event"] = "2024-10-21T11:54:29.221064336Z",
            ["rtype"] = "10",
            ["publisher_id"] = "2",
            ["instrument_id"] = "38",
            ["action"] = "A",
            ["side"] = "B",
            ["depth"] = "0",
            ["price"] = "99.99",
            ["size"] = "100",
            ["flags"] = "128",
            ["ts_in_delta"] = "166627",
            ["sequence"] = "11405847",
            ["symbol"] = "TEST",
        };
        for (int k = 0; k < 10; k++)
        {
            row[$"bid_px_{k:00}"] = (99.99 - (k * 0.01)).ToString("0.00", CultureInfo.InvariantCulture);
            row[$"ask_px_{k:00}"] = (100.01 + (k * 0.01)).ToString("0.00", CultureInfo.InvariantCulture);
            row[$"bid_sz_{k:00}"] = row[$"ask_sz_{k:00}"] = $"{100 * (k + 1)}";
            row[$"bid_ct_{k:00}"] = row[$"ask_ct_{k:00}"] = "1";
        }

        foreach ((string column, string value) in changes) row[column] = value;
        return row;
    }

    /// <summary>The file's text.</summary>
    public static string Of(IEnumerable<Dictionary<string, string>> rows, IReadOnlyList<string>? columns = null, string newLine = "\n")
    {
        columns ??= Columns;
        var text = new StringBuilder(string.Join(',', columns)).Append(newLine);
        foreach (Dictionary<string, string> row in rows) text.Append(string.Join(',', columns.Select(c => row.GetValueOrDefault(c, "")))).Append(newLine);
        return text.ToString();
    }

    /// <summary>All events of a file, each an object of its own.</summary>
    public static List<MarketEvent> Read(string text, out ReadReport report, ReadOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), out report, options);

    /// <summary>All events of a file, each an object of its own.</summary>
    public static List<MarketEvent> Read(byte[] bytes, out ReadReport report, ReadOptions? options = null)
    {
        using MarketReader reader = MarketFile.Open(new MemoryStream(bytes), options);
        report = reader.Report;
        return Drain(reader);
    }

    /// <summary>All events that are left.</summary>
    public static List<MarketEvent> Drain(MarketReader reader)
    {
        var events = new List<MarketEvent>();
        while (true)
        {
            var next = new MarketEvent();
            if (!reader.Read(next)) return events;
            events.Add(next);
        }
    }
}
