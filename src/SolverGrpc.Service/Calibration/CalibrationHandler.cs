using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;

namespace SolverGrpc.Service.Calibration;

/// <summary>CalibrationService: records a session from a stream or a file, and estimates the periods' parameters.</summary>
/// <param name="admission">Where estimates are computed.</param>
/// <param name="folder">Where files are.</param>
internal sealed class CalibrationHandler(SolveAdmission admission, CalibrationFolder folder)
{
    // as much work as a solve of so many periods
    private const int Work = 1 << 16;

    /// <summary>Answers Calibrate.</summary>
    public async Task<CalibrateResponse> CalibrateAsync(IAsyncStreamReader<CalibrateRequest> requests, ServerCallContext context)
    {
        var violations = new Violations();
        CalibrationSettings? settings = await requests.MoveNext(context.CancellationToken) ? requests.Current.Settings : null;
        if (settings is null) violations.Add("settings", "are required in the first message");
        CalibrationPlan plan = Checked(settings, violations);
        var recorder = new SessionRecorder(plan.SampleSeconds);
        var item = new Market.Readers.MarketEvent();
        long rows = 0;
        try
        {
            while (await requests.MoveNext(context.CancellationToken))
            {
                MarketBatch? batch = requests.Current.Batch;
                if (batch is null) violations.Add("batch", "is required in every message after the first");
                else MarketBatchReader.Check(batch, violations);
                ThrowIfInvalid(violations);
                foreach (Contracts.V1.MarketEvent source in batch!.Events)
                {
                    MarketBatchReader.Read(source, item);
                    recorder.Add(item);
                    rows++;
                }
            }

            var report = new DataReport { Rows = rows };
            return new CalibrateResponse { Calibration = await admission.RunAsync(Work, () => Estimate(recorder.Finish(), plan, report), context.CancellationToken) };
        }
        catch (MarketDataException e)
        {
            throw new RpcException(StatusCode.InvalidArgument, e.Message);
        }
    }

    /// <summary>Answers CalibrateFile.</summary>
    public async Task<CalibrateFileResponse> CalibrateFileAsync(CalibrateFileRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        if (request.File.Length == 0) violations.Add("file", "is required");
        CalibrationPlan plan = Checked(request.Settings, violations);
        string path = folder.Find(request.File);
        try
        {
            return new CalibrateFileResponse { Calibration = await admission.RunAsync(Work, () => OfFile(path, plan, context.CancellationToken), context.CancellationToken) };
        }
        catch (MarketDataException e)
        {
            throw new RpcException(StatusCode.InvalidArgument, e.Message);
        }
    }

    private static CalibrationPlan Checked(CalibrationSettings? settings, Violations violations)
    {
        var plan = new CalibrationPlan(settings, violations);
        ThrowIfInvalid(violations);
        return plan;
    }

    private static void ThrowIfInvalid(Violations violations)
    {
        if (!violations.None) throw InvalidRequest.Of(violations).ToRpcException();
    }

    private static Contracts.V1.Calibration OfFile(string path, CalibrationPlan plan, CancellationToken cancellation)
    {
        using MarketReader reader = MarketFile.Open(path, new ReadOptions { Symbol = plan.Settings.Symbol, CorruptRowsMax = plan.Settings.CorruptRowsMax });
        RecordedSession session = SessionRecorder.Record(reader, plan.SampleSeconds, cancellation);
        ReadReport read = reader.Report;
        var report = new DataReport
        {
            Rows = read.Rows,
            CorruptRows = read.CorruptRows,
            FirstCorrupt = { read.FirstCorrupt.Select(row => row.ToString()) },
            UnusedBooks = read.UnfinishedBooks + read.UntrustedBooks + read.UntimelyBooks + read.CrossedBooks,
            OtherRows = read.OtherRows + read.UnknownOrders,
        };
        return Estimate(session, plan, report);
    }

    private static Contracts.V1.Calibration Estimate(RecordedSession session, CalibrationPlan plan, DataReport report)
    {
        report.Intervals = session.Count;
        PeriodMap periods = plan.Periods(session);
        ImpactEstimate impact = ImpactEstimator.Estimate(session, periods, plan.Impact);
        return CalibrationMessages.Of(plan.Settings, session, periods, impact, SessionForecast.Of(session, periods), report);
    }
}
