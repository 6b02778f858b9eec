using SolverGrpc.Contracts.V1;
using SolverGrpc.Market.Readers;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;
using MarketEvent = SolverGrpc.Market.Readers.MarketEvent;

namespace SolverGrpc.Cli.Service;

/// <summary>Sends the books and trades of a file to a service, and says what was read.</summary>
internal static class MarketStream
{
    private const int EventsPerBatch = 500;

    /// <summary>Calibrates from a file on this machine.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static async Task<Calibration> CalibrateAsync(Channel channel, string file, ReadOptions options, CalibrationSettings settings, CallOptions call)
    {
        try
        {
            using MarketReader reader = MarketFile.Open(file, options);
            using AsyncClientStreamingCall<CalibrateRequest, CalibrateResponse> stream = channel.ClientStreamingCall(CalibrationMethods.Calibrate, call);
            try
            {
                await stream.RequestStream.WriteAsync(new CalibrateRequest { Settings = settings });
                await SendAsync(reader, stream.RequestStream);
                await stream.RequestStream.CompleteAsync();
            }
            catch (RpcException)
            {
                // the service ended the call: its answer says why
            }

            Calibration found = (await stream.ResponseAsync).Calibration;
            Report(reader.Report, found.Data);
            return found;
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

    private static Contracts.V1.MarketEvent Message(MarketEvent item)
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

    // the service saw good events only: what was wrong with the file is known here
    private static void Report(ReadReport read, DataReport report)
    {
        report.Rows = read.Rows;
        report.CorruptRows = read.CorruptRows;
        report.FirstCorrupt.AddRange(read.FirstCorrupt.Select(row => row.ToString()));
        report.UnusedBooks = read.UnfinishedBooks + read.UntrustedBooks + read.UntimelyBooks + read.CrossedBooks;
        report.OtherRows = read.OtherRows + read.UnknownOrders;
    }
}
