using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;
using SolverGrpc.Service.Responses;
using SolverGrpc.Service.Validation;

namespace SolverGrpc.Service.Handlers;

/// <summary>TraceFrontier: one solve of E + κ V per point, each sent as soon as it is found.</summary>
/// <param name="admission">Where the points are solved.</param>
internal sealed class TraceFrontierHandler(SolveAdmission admission)
{
    private const int AversionsMax = 10_000, PointsMin = 2, PointsMax = 1_000, PointsDefault = 20;
    private const double ConfidenceDefault = 0.95;

    // without given aversions the points after the first lie between these multiples of the cheapest schedule's E / V
    private const double LeastAversion = 1e-3, MostAversion = 1e3;

    /// <summary>Answers a call.</summary>
    public async Task TraceAsync(TraceFrontierRequest request, IServerStreamWriter<TraceFrontierResponse> responses, ServerCallContext context)
    {
        var mapped = new MappedRequest(request.RequestId, request.Problem, request.Options);
        double z = Check(request, mapped);
        mapped.ThrowIfInvalid();

        var point = new Point(mapped, admission, request.IncludeSchedules, z, context.CancellationToken);
        double[] aversions = [.. request.RiskAversion];
        if (aversions.Length > 0)
        {
            for (int i = 0; i < aversions.Length; i++) await responses.WriteAsync(await point.SolveAsync(request.RequestId, i, aversions[i]), context.CancellationToken);
            return;
        }

        TraceFrontierResponse cheapest = await point.SolveAsync(request.RequestId, 0, 0);
        await responses.WriteAsync(cheapest, context.CancellationToken);
        int last = (request.PointCount == 0 ? PointsDefault : request.PointCount) - 1;
        double scale = Scale(mapped.Problem.Quantity, cheapest, point.Lambda);
        for (int i = 1; i <= last; i++)
        {
            double exponent = last == 1 ? 1 : (i - 1.0) / (last - 1);
            double aversion = scale * LeastAversion * Math.Pow(MostAversion / LeastAversion, exponent);
            await responses.WriteAsync(await point.SolveAsync(request.RequestId, i, aversion), context.CancellationToken);
        }
    }

    // E / V says at which κ the variance begins to matter as much as the cost
    private static double Scale(double quantity, TraceFrontierResponse cheapest, double lambda)
    {
        double cost = Math.Max(Math.Abs(cheapest.ExpectedCost?.Total ?? 0), Math.Abs(lambda) * quantity);
        return cheapest.Variance > 0 && cost > 0 ? cost / cheapest.Variance : 1;
    }

    private static double Check(TraceFrontierRequest request, MappedRequest mapped)
    {
        Violations violations = mapped.Violations;
        if (request.Problem?.Risk is not null) violations.Add("problem.risk", "must be absent");
        if (request.RiskAversion.Count > AversionsMax) violations.Add("risk_aversion", "may have at most 10,000 values");
        violations.AddElements("risk_aversion", request.RiskAversion.Count, request.RiskAversion, static (all, i) => all[i] is not (>= 0 and <= double.MaxValue), "must be finite and >= 0");
        if (request.PointCount != 0 && request.PointCount is < PointsMin or > PointsMax) violations.Add("point_count", "must be between 2 and 1,000, or 0");
        return RiskSection.Quantile("confidence", request.Confidence == 0 ? ConfidenceDefault : request.Confidence, violations);
    }

    // one point after the other, with the same memory
    private sealed class Point(MappedRequest mapped, SolveAdmission admission, bool withSchedule, double z, CancellationToken cancellation)
    {
        private readonly Workspace _workspace = new();
        private readonly Answer _answer = new();

        /// <summary>λ of the point solved last; 0 if there is none.</summary>
        public double Lambda => Wire.Finite(_answer.Lambda);

        public async Task<TraceFrontierResponse> SolveAsync(string requestId, int point, double aversion)
        {
            var response = new TraceFrontierResponse { RequestId = requestId, Point = point, RiskAversion = aversion };
            if (mapped.Unsupported is { } reason)
            {
                response.Outcome = Messages.Unsupported(reason);
                return response;
            }

            await admission.RunAsync(mapped.Problem.PeriodCount, () => Solve(aversion), cancellation);
            response.Outcome = Messages.Outcome(_answer);
            if (!_answer.HasSchedule) return response;
            response.ExpectedCost = Messages.Cost(_answer.Cost);
            response.Variance = Wire.Finite(_answer.Variance);
            response.ValueAtRisk = Wire.Finite(_answer.Cost.Total + (z * Math.Sqrt(_answer.Variance)));
            response.Certificate = Messages.Certificate(_answer.Certificate);
            if (withSchedule) response.Schedule = Messages.Schedule(mapped.Problem, _answer);
            return response;
        }

        private bool Solve(double aversion)
        {
            mapped.Problem.Risk = new RiskPreference(RiskKind.Aversion, aversion, 0);
            var budget = new SolveBudget(admission.Time, mapped.TimeBudget, cancellation);
            Solver.Solve(mapped.Problem, mapped.Settings with { Budget = budget }, _workspace, _answer);
            cancellation.ThrowIfCancellationRequested();
            return _answer.HasSchedule;
        }
    }
}
