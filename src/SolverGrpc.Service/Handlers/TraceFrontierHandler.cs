using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Coupled;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Responses;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;

namespace SolverGrpc.Service.Handlers;

/// <summary>TraceFrontier: the schedules that minimise E + κ V, several κ at a time where that is possible, sent as soon as they are found.</summary>
/// <param name="admission">Where the points are solved.</param>
internal sealed class TraceFrontierHandler(SolveAdmission admission)
{
    private const int AversionsMax = 10_000, PointsMin = 2, PointsMax = 1_000, PointsDefault = 20;
    private const double ConfidenceDefault = 0.95;

    /// <summary>Answers a call.</summary>
    public async Task TraceAsync(TraceFrontierRequest request, IServerStreamWriter<TraceFrontierResponse> responses, ServerCallContext context)
    {
        var mapped = new MappedRequest(request.RequestId, request.Problem, request.Options);
        double z = Check(request, mapped);
        mapped.ThrowIfInvalid();

        var points = new Points(mapped, admission, request, z, context.CancellationToken);
        bool chosen = request.RiskAversion.Count == 0;
        double[] aversions = chosen ? [0] : [.. request.RiskAversion];
        for (int first = 0; first < aversions.Length;)
        {
            int count = Math.Min(points.Batch, aversions.Length - first);
            foreach (TraceFrontierResponse point in await points.SolveAsync(aversions, first, count)) await responses.WriteAsync(point, context.CancellationToken);
            first += count;

            // the others are chosen once the cheapest schedule is on its way; where there is none, there is none at any κ
            if (chosen && first == 1 && points.HasSchedule) aversions = await points.ChooseAsync(request.PointCount == 0 ? PointsDefault : request.PointCount);
        }
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

    // one batch after the other, with the same memory
    private sealed class Points(MappedRequest mapped, SolveAdmission admission, TraceFrontierRequest request, double z, CancellationToken cancellation)
    {
        private readonly EfficientFrontier _frontier = new();
        private readonly Answer _answer = new();

        /// <summary>Points that are solved together.</summary>
        public int Batch { get; } = mapped.Unsupported is null ? EfficientFrontier.BatchOf(mapped.Problem, mapped.Settings.Method) : 1;

        /// <summary>The point solved last has a schedule.</summary>
        public bool HasSchedule => mapped.Unsupported is null && _answer.HasSchedule;

        /// <summary>κ of <paramref name="count"/> points from the cheapest schedule to the least risky.</summary>
        public Task<double[]> ChooseAsync(int count) => admission.RunAsync(
            mapped.Problem.PeriodCount,
            () =>
            {
                var aversions = new double[count];
                _frontier.TryChoose(mapped.Problem, Settings, aversions);
                return aversions;
            },
            cancellation);

        /// <summary>Solves for some of <paramref name="aversions"/>.</summary>
        public Task<List<TraceFrontierResponse>> SolveAsync(double[] aversions, int first, int count)
        {
            if (mapped.Unsupported is { } reason)
            {
                TraceFrontierResponse refused = Point(first, aversions[first]);
                refused.Outcome = Messages.Unsupported(reason);
                return Task.FromResult<List<TraceFrontierResponse>>([refused]);
            }

            return admission.RunAsync(
                mapped.Problem.PeriodCount,
                () =>
                {
                    var points = new List<TraceFrontierResponse>(count);
                    _frontier.Trace(mapped.Problem, aversions.AsSpan(first, count), Settings, _answer, (index, aversion, _) => points.Add(Solved(first + index, aversion)));
                    return points;
                },
                cancellation);
        }

        private SolveSettings Settings()
        {
            cancellation.ThrowIfCancellationRequested();
            return mapped.Settings with { Budget = new SolveBudget(admission.Time, mapped.TimeBudget, cancellation) };
        }

        private TraceFrontierResponse Point(int index, double aversion) => new() { RequestId = request.RequestId, Point = index, RiskAversion = aversion };

        private TraceFrontierResponse Solved(int index, double aversion)
        {
            cancellation.ThrowIfCancellationRequested();
            TraceFrontierResponse point = Point(index, aversion);
            point.Outcome = Messages.Outcome(_answer);
            if (!_answer.HasSchedule) return point;
            point.ExpectedCost = Messages.Cost(_answer.Cost);
            point.Variance = Wire.Finite(_answer.Variance);
            point.ValueAtRisk = Wire.Finite(_answer.Cost.Total + (z * Math.Sqrt(_answer.Variance)));
            point.Certificate = Messages.Certificate(_answer.Certificate);
            if (request.IncludeSchedules) point.Schedule = Messages.Schedule(mapped.Problem, _answer);
            return point;
        }
    }
}
