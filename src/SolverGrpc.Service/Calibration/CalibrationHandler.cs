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
using Item = SolverGrpc.Contracts.V1.CalibrateRequest.ItemOneofCase;

namespace SolverGrpc.Service.Calibration;

/// <summary>CalibrationService: records sessions from a stream or from files, and estimates the periods' parameters.</summary>
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
        var days = new DayRecorder(plan.SampleSeconds);
        var report = new DataReport();
        try
        {
            var item = new Market.Readers.MarketEvent();
            while (await requests.MoveNext(context.CancellationToken)) Take(requests.Current, days, item, report);
            days.Close();
            return new CalibrateResponse { Calibration = await admission.RunAsync(Work, () => Estimate(days, plan, report), context.CancellationToken) };
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
        if (request.FurtherFiles.Count >= DayRecorder.DaysMax) violations.Add("further_files", "may have at most 250 values");
        CalibrationPlan plan = Checked(request.Settings, violations);
        string[] paths = [folder.Find(request.File), .. request.FurtherFiles.Select(folder.Find)];
        try
        {
            return new CalibrateFileResponse { Calibration = await admission.RunAsync(Work, () => OfFiles(paths, plan, context.CancellationToken), context.CancellationToken) };
        }
        catch (MarketDataException e)
        {
            throw new RpcException(StatusCode.InvalidArgument, e.Message);
        }
    }

    private static void Take(CalibrateRequest request, DayRecorder days, Market.Readers.MarketEvent item, DataReport report)
    {
        var violations = new Violations();
        long? start = null;
        if (request.ItemCase == Item.Batch) MarketBatchReader.Check(request.Batch, violations);
        else if (request.ItemCase == Item.Day) start = CalibrationPlan.Start(request.Day.Start, "day.start", violations);
        else violations.Add("batch", "or day is required in every message after the first");
        ThrowIfInvalid(violations);
        if (request.ItemCase == Item.Day)
        {
            days.Begin(start);
            return;
        }

        foreach (Contracts.V1.MarketEvent source in request.Batch.Events)
        {
            report.Rows++;
            if (!MarketBatchReader.Read(source, item)) (report.UnusedBooks, report.CrossedBooks) = (report.UnusedBooks + 1, report.CrossedBooks + 1);
            days.Add(item);
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

    private static Contracts.V1.Calibration OfFiles(string[] paths, CalibrationPlan plan, CancellationToken cancellation)
    {
        var days = new DayRecorder(plan.SampleSeconds);
        var report = new DataReport();
        foreach (string path in paths)
        {
            using MarketReader reader = MarketFile.Open(path, new ReadOptions { Symbol = plan.Settings.Symbol, CorruptRowsMax = plan.Settings.CorruptRowsMax });
            days.Begin();
            days.Add(reader, cancellation);
            ReadReport read = reader.Report;
            report.Rows += read.Rows;
            report.CorruptRows += read.CorruptRows;
            report.FirstCorrupt.Add(read.FirstCorrupt.Select(row => row.ToString()));
            report.CrossedBooks += read.CrossedBooks;
            report.UnusedBooks += read.UnfinishedBooks + read.UntrustedBooks + read.UntimelyBooks + read.CrossedBooks;
            report.OtherRows += read.OtherRows + read.UnknownOrders;
        }

        days.Close();
        return Estimate(days, plan, report);
    }

    private static Contracts.V1.Calibration Estimate(DayRecorder recorded, CalibrationPlan plan, DataReport report)
    {
        if (recorded.Sessions.Count == 0) throw new MarketDataException("there is not one whole two-sided book in the data");
        report.Intervals = recorded.Sessions.Sum(session => session.Count);
        IReadOnlyList<SessionDay> days = plan.Days(recorded);
        ImpactEstimate impact = ImpactEstimator.Estimate(days, plan.Impact);
        SessionForecast forecast = SessionForecast.Of(days, plan.HalfLifeDays, plan.IsRest);
        return CalibrationMessages.Of(plan, days, impact, forecast, report);
    }
}
