using System.Globalization;
using System.Text;

namespace SolverGrpc.Market.Readers;

/// <summary>What the columns of an MBP-10 CSV file mean, by their names: their order and further columns do not matter.</summary>
internal sealed class Mbp10Columns
{
    /// <summary>Meaning of a column; levels follow <see cref="BidPrice"/> and its like by their number.</summary>
    public enum Role : byte
    {
        /// <summary>Not needed.</summary>
        Skip,

        /// <summary>Time at the venue.</summary>
        EventTime,

        /// <summary>Time at the recorder; used where there is no time of the venue.</summary>
        ReceiveTime,

        /// <summary>A, C, M, R, T, F or N.</summary>
        Action,

        /// <summary>A, B or N.</summary>
        Side,

        /// <summary>Price of the message.</summary>
        Price,

        /// <summary>Size of the message.</summary>
        Size,

        /// <summary>LAST and the like.</summary>
        Flags,

        /// <summary>Name of the instrument.</summary>
        Symbol,

        /// <summary>Number of the instrument.</summary>
        Instrument,

        /// <summary>Price of a bid level.</summary>
        BidPrice,

        /// <summary>Price of an ask level.</summary>
        AskPrice,

        /// <summary>Size of a bid level.</summary>
        BidSize,

        /// <summary>Size of an ask level.</summary>
        AskSize,
    }

    private Mbp10Columns(string[] names, (Role Role, byte Level)[] all) => (Names, All) = (names, all);

    /// <summary>The names, as in the header.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Meaning and level of each column.</summary>
    public (Role Role, byte Level)[] All { get; }

    /// <summary>Whether some column has this meaning.</summary>
    public bool Has(Role role) => All.Any(column => column.Role == role);

    /// <summary>Reads the header line.</summary>
    /// <exception cref="MarketDataException">Columns are missing or there twice.</exception>
    public static Mbp10Columns Parse(ReadOnlySpan<byte> header)
    {
        string[] names = [.. Encoding.UTF8.GetString(header).TrimStart('\uFEFF').Split(',').Select(name => name.Trim().Trim('"'))];
        (Role Role, byte Level)[] all = [.. names.Select(RoleOf)];
        var columns = new Mbp10Columns(names, all);
        foreach (IGrouping<(Role, byte), (Role Role, byte)> same in all.Where(column => column.Role != Role.Skip).GroupBy(column => column))
        {
            if (same.Count() > 1) throw new MarketDataException($"the header names the column {names[Array.IndexOf(all, same.Key)]} twice");
        }

        foreach ((string name, Role role) in ((string, Role)[])[("bid_px_00", Role.BidPrice), ("ask_px_00", Role.AskPrice), ("bid_sz_00", Role.BidSize), ("ask_sz_00", Role.AskSize)])
        {
            if (!all.Contains((role, (byte)0))) throw new MarketDataException($"the header has no column {name}");
        }

        if (!columns.Has(Role.EventTime) && !columns.Has(Role.ReceiveTime)) throw new MarketDataException("the header has neither ts_event nor ts_recv");
        return columns;
    }

    private static (Role Role, byte Level) RoleOf(string name)
    {
        if (name.Length == 9 && int.TryParse(name[7..], NumberStyles.None, CultureInfo.InvariantCulture, out int level) && level < BookSide.LevelsMax)
        {
            Role role = name[..7] switch { "bid_px_" => Role.BidPrice, "ask_px_" => Role.AskPrice, "bid_sz_" => Role.BidSize, "ask_sz_" => Role.AskSize, _ => Role.Skip };
            return (role, (byte)(role == Role.Skip ? 0 : level));
        }

        Role other = name switch
        {
            "ts_event" => Role.EventTime,
            "ts_recv" => Role.ReceiveTime,
            "action" => Role.Action,
            "side" => Role.Side,
            "price" => Role.Price,
            "size" => Role.Size,
            "flags" => Role.Flags,
            "symbol" => Role.Symbol,
            "instrument_id" => Role.Instrument,
            _ => Role.Skip,
        };
        return (other, 0);
    }
}
