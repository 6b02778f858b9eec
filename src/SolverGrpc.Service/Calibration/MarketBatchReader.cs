using System.Globalization;
using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Market.Readers;
using MarketEvent = SolverGrpc.Contracts.V1.MarketEvent;

namespace SolverGrpc.Service.Calibration;

/// <summary>Reads the books and trades that a client streams.</summary>
internal static class MarketBatchReader
{
    private const int EventsMax = 10_000;

    /// <summary>Checks a batch.</summary>
    public static void Check(MarketBatch batch, Violations violations)
    {
        if (batch.Events.Count > EventsMax) violations.Add("batch.events", "may have at most 10,000 values");
        for (int i = 0; i < batch.Events.Count && violations.None; i++)
        {
            if (Fault(batch.Events[i]) is var (field, description)) violations.Add(string.Create(CultureInfo.InvariantCulture, $"batch.events[{i}].{field}"), description);
        }
    }

    /// <summary>Reads a valid event.</summary>
    /// <returns>False: its book is crossed and left out.</returns>
    public static bool Read(MarketEvent source, Market.Readers.MarketEvent target)
    {
        target.TimeNs = source.TimeNs;
        target.Book.Clear();
        Fill(target.Book.Bids, source.BidPrice, source.BidSize);
        Fill(target.Book.Asks, source.AskPrice, source.AskSize);
        // a crossed book is real, and no use: as in files
        target.HasBook = target.Book.IsTwoSided && target.Book.Bids.Price[0] < target.Book.Asks.Price[0];
        (target.TradeSize, target.TradePrice) = (source.TradeSize, source.TradePrice);
        return target.HasBook || !target.Book.IsTwoSided;
    }

    private static (string Field, string Description)? Fault(MarketEvent item)
    {
        if (item.TimeNs < 0) return ("time_ns", "must be >= 0");
        if (Fault(item.BidPrice, item.BidSize, -1) is { } bid) return ("bid_" + bid, "must hold at most 10 levels, prices and sizes > 0, the best first");
        if (Fault(item.AskPrice, item.AskSize, 1) is { } ask) return ("ask_" + ask, "must hold at most 10 levels, prices and sizes > 0, the best first");
        if (item.TradeSize is not (>= 0 and <= double.MaxValue)) return ("trade_size", "must be finite and >= 0");
        if (item.TradeSize > 0 && item.TradePrice is not (> 0 and <= double.MaxValue)) return ("trade_price", "must be finite and > 0");
        return null;
    }

    private static string? Fault(RepeatedField<double> price, RepeatedField<double> size, int direction)
    {
        if (price.Count > BookSide.LevelsMax) return "price";
        if (size.Count != price.Count) return "size";
        for (int k = 0; k < price.Count; k++)
        {
            if (price[k] is not (> 0 and <= double.MaxValue) || (k > 0 && !((price[k] - price[k - 1]) * direction > 0))) return "price";
            if (size[k] is not (> 0 and <= double.MaxValue)) return "size";
        }

        return null;
    }

    private static void Fill(BookSide side, RepeatedField<double> price, RepeatedField<double> size)
    {
        for (int k = 0; k < price.Count; k++) side.Add(price[k], size[k]);
    }
}
