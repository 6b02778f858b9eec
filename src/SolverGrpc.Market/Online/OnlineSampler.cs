using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Online;

/// <summary>Feeds an <see cref="OnlineCalibration"/> with the last book of every interval, if it changed, as calibration samples them: busy moments count no more than quiet ones.</summary>
/// <param name="online">Gets them.</param>
/// <param name="intervalSeconds">How often, > 0.</param>
public sealed class OnlineSampler(OnlineCalibration online, double intervalSeconds)
{
    private const double NsPerSecond = 1e9;

    private readonly long _intervalNs = Math.Max(1, (long)(intervalSeconds * NsPerSecond));
    private readonly BookSnapshot _book = new();
    private long _slot = long.MinValue;
    private bool _isNew;

    /// <summary>Mid of the last book; NaN before any.</summary>
    public double Mid => _book.IsTwoSided ? _book.Mid : double.NaN;

    /// <summary>Takes an event; small steps back in time are taken as the present.</summary>
    public void Observe(MarketEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        long slot = Math.Max(_slot, item.TimeNs / _intervalNs);
        if (slot != _slot) Flush();
        _slot = slot;
        if (item.TradeSize > 0) online.Observe(item.TradeSize);
        if (!item.HasBook || !item.Book.IsTwoSided || item.Book.SameAs(_book)) return;
        _book.CopyFrom(item.Book);
        _isNew = true;
    }

    /// <summary>Closes the open period.</summary>
    public OnlineEstimate Close()
    {
        Flush();
        return online.Close();
    }

    private void Flush()
    {
        if (_isNew) online.Observe(_book);
        _isNew = false;
    }
}
