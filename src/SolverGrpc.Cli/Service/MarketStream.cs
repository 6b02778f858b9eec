using SolverGrpc.Contracts.V1;
using SolverGrpc.Market.Readers;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;
using MarketEvent = SolverGrpc.Market.Readers.MarketEvent;

namespace SolverGrpc.Cli.Service;

/// <summary>Sends the books and trades of files to a service, a file a day, and says what was read.</summary>
internal static class MarketStream
{
    private const int EventsPerBatch = 500;

    /// <summary>Calibrates from files on this machine.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public static async Task<Calibration> CalibrateAsync(Channel channel, IReadOnlyList<string> files, ReadOptions options, CalibrationSettings settings, CallOptions call)
    {
        using AsyncClientStreamingCall<CalibrateRequest, CalibrateResponse> stream = channel.ClientStreamingCall(CalibrationMethods.Calibrate, call);
        var report = new DataReport();
        try
        {
            await stream.RequestStream.WriteAsync(new CalibrateRequest { Settings = settings });
            foreach (string file in files) await SendAsync(file, options, stream.RequestStream, report, files.Count > 1);
            await stream.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // the service ended the call: its answer says why
        }

        Calibration found = (await stream.ResponseAsync).Calibration;
        // the service saw good events only: what was wrong with the files is known here
        report.Intervals = found.Data.Intervals;
        found.Data = report;
        return found;
    }

    private static async Task SendAsync(string file, ReadOptions options, IClientStreamWriter<CalibrateRequest> requests, DataReport report, bool isOneOfSeveral)
    {
        try
        {
            using MarketReader reader = MarketFile.Open(file, options);
            await requests.WriteAsync(new CalibrateRequest { Day = new DayBegin() });
            await SendAsync(reader, requests);
            Add(report, reader.Report, isOneOfSeveral ? $"{Path.GetFileName(file)}: " : "");
        }
        catch (MarketDataException e)
        {
            throw new InputException($"{file}: {e.Message}");
        }
    }

    private static async Task SendAsync(MarketReader reader, IClientStreamWriter<CalibrateRequest> requests)
    {
        var item = new MarketEvent();
        var batch = new MarketBatch();
        while (reader.Read(item))
        {
            batch.Events.Add(Message(item));
            if (batch.Events.Count < EventsPerBatch) continue;
            await requests.WriteAsync(new CalibrateRequest { Batch = batch });
            batch = new MarketBatch();
        }

        if (batch.Events.Count > 0) await requests.WriteAsync(new CalibrateRequest { Batch = batch });
    }

    /// <summary>An event as a message.</summary>
    public static Contracts.V1.MarketEvent Message(MarketEvent item)
    {
        var message = new Contracts.V1.MarketEvent { TimeNs = item.TimeNs };
        if (item.TradeSize > 0) (message.TradeSize, message.TradePrice) = (item.TradeSize, item.TradePrice);
        if (!item.HasBook) return message;
        message.BidPrice.AddRange(item.Book.Bids.Price.ToArray());
        message.BidSize.AddRange(item.Book.Bids.Size.ToArray());
        message.AskPrice.AddRange(item.Book.Asks.Price.ToArray());
        message.AskSize.AddRange(item.Book.Asks.Size.ToArray());
        return message;
    }

    private static void Add(DataReport report, ReadReport read, string file)
    {
        report.Rows += read.Rows;
        report.CorruptRows += read.CorruptRows;
        report.FirstCorrupt.AddRange(read.FirstCorrupt.Select(row => file + row));
        report.CrossedBooks += read.CrossedBooks;
        report.UnusedBooks += read.UnfinishedBooks + read.UntrustedBooks + read.UntimelyBooks + read.CrossedBooks;
        report.OtherRows += read.OtherRows + read.UnknownOrders;
    }
}
