using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Responses;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;
using Method = SolverGrpc.Core.Solving.Method;

namespace SolverGrpc.Service.Handlers;

/// <summary>Compare: several methods and baselines on one problem.</summary>
/// <param name="admission">Where it runs.</param>
internal sealed class CompareHandler(SolveAdmission admission)
{
    private const int MethodsMax = 16, FactorsMax = 16;

    /// <summary>Answers a call.</summary>
    public async Task<CompareResponse> CompareAsync(CompareRequest request, ServerCallContext context)
    {
        var mapped = new MappedRequest(request.RequestId, request.Problem, request.Options);
        ComparisonRequest comparison = Comparison(request, mapped);
        mapped.ThrowIfInvalid();
        var response = new CompareResponse { RequestId = request.RequestId };
        if (request.PreTrade is { } market) response.PreTrade = PreTrade(mapped.Problem.Quantity, market);
        if (mapped.Unsupported is { } reason)
        {
            foreach (Method method in comparison.Methods.DefaultIfEmpty(Method.Auto))
                response.Methods.Add(new Contracts.V1.MethodComparison { Method = Number(method), Outcome = Messages.Unsupported(reason) });
            return response;
        }

        ComparisonReport report = await admission.RunAsync(
            mapped.Problem.PeriodCount,
            () => new MethodComparer(admission.Time).Compare(mapped.Problem, comparison, new Workspace(), context.CancellationToken),
            context.CancellationToken);
        foreach (Core.Comparison.MethodComparison row in report.Methods) response.Methods.Add(Row(mapped, row, request.IncludeSchedules));
        foreach (Core.Comparison.SensitivityPoint point in report.Sensitivity) response.Sensitivity.Add(Point(point));
        return response;
    }

    private static ComparisonRequest Comparison(CompareRequest request, MappedRequest mapped)
    {
        if (request.Methods.Count > MethodsMax) mapped.Violations.Add("methods", "may have at most 16 values");
        var methods = new List<Method>();
        for (int i = 0; i < Math.Min(request.Methods.Count, MethodsMax); i++)
        {
            if (MethodMap.TryRead((int)request.Methods[i], out Method method)) methods.Add(method);
            else mapped.Violations.Add($"methods[{i}]", "is unknown");
        }

        Factors("size_factors", request.SizeFactors, mapped.Violations);
        Factors("impact_factors", request.ImpactFactors, mapped.Violations);
        Factors("spread_factors", request.SpreadFactors, mapped.Violations);
        Factors("volatility_factors", request.VolatilityFactors, mapped.Violations);
        Factors("exponent_factors", request.ExponentFactors, mapped.Violations);
        if (request.PreTrade is { } market)
        {
            Positive("pre_trade.average_daily_volume", market.AverageDailyVolume, mapped.Violations);
            Positive("pre_trade.shares_outstanding", market.SharesOutstanding, mapped.Violations);
            Positive("pre_trade.daily_volatility", market.DailyVolatility, mapped.Violations);
            Positive("pre_trade.duration_days", market.DurationDays, mapped.Violations);
        }

        return new()
        {
            Methods = methods,
            Settings = mapped.Settings,
            TimePerSolve = mapped.TimeBudget,
            Changes =
            [
                .. request.SizeFactors.Select(factor => new ProblemChange { Size = factor }),
                .. request.ImpactFactors.Select(factor => new ProblemChange { Impact = factor }),
                .. request.SpreadFactors.Select(factor => new ProblemChange { Spread = factor }),
                .. request.VolatilityFactors.Select(factor => new ProblemChange { Volatility = factor }),
                .. request.ExponentFactors.Select(factor => new ProblemChange { Exponent = factor }),
            ],
            Change = change =>
            {
                var changed = new MappedRequest("", ChangedProblem.Of(request.Problem, change), options: null);
                return changed.Violations.None && changed.Unsupported is null ? changed.Problem : null;
            },
        };
    }

    private static void Factors(string field, RepeatedField<double> factors, Violations violations)
    {
        if (factors.Count > FactorsMax) violations.Add(field, "may have at most 16 values");
        for (int i = 0; i < Math.Min(factors.Count, FactorsMax); i++) Positive($"{field}[{i}]", factors[i], violations);
    }

    private static void Positive(string field, double value, Violations violations)
    {
        if (value is not (> 0 and <= double.MaxValue)) violations.Add(field, "must be finite and > 0");
    }

    private static Contracts.V1.MethodComparison Row(MappedRequest mapped, Core.Comparison.MethodComparison row, bool withSchedule)
    {
        Answer answer = row.Answer;
        var message = new Contracts.V1.MethodComparison
        {
            Method = Number(row.Method),
            Outcome = Messages.Outcome(answer),
            Diagnostics = Messages.Diagnostics(answer, (long)row.Elapsed.TotalNanoseconds),
        };
        if (!answer.HasSchedule) return message;
        message.Certificate = Messages.Certificate(answer.Certificate);
        message.ExpectedCost = Messages.Cost(answer.Cost);
        message.Variance = Wire.Finite(answer.Variance);
        message.Saving = Wire.Finite(row.Saving);
        message.Statistics = Messages.Statistics(row.Statistics);
        if (withSchedule) message.Schedule = Messages.Schedule(mapped.Problem, answer);
        return message;
    }

    private static Contracts.V1.SensitivityPoint Point(Core.Comparison.SensitivityPoint point) => new()
    {
        SizeFactor = point.Change.Size,
        ImpactFactor = point.Change.Impact,
        SpreadFactor = point.Change.Spread,
        VolatilityFactor = point.Change.Volatility,
        ExponentFactor = point.Change.Exponent,
        Outcome = Messages.Outcome(point.Answer),
        Objective = point.Answer.HasSchedule ? Wire.Finite(point.Answer.Certificate.Objective) : 0,
        EqualSplitObjective = Wire.Finite(point.EqualSplit.Objective),
        Saving = Wire.Finite(point.Saving),
        UnchangedScheduleObjective = Wire.Finite(point.UnchangedScheduleObjective),
    };

    private static Contracts.V1.PreTradeEstimate PreTrade(double quantity, Contracts.V1.PreTradeInput market)
    {
        var estimate = Core.Comparison.PreTradeEstimate.Of(
            quantity, new(market.AverageDailyVolume, market.SharesOutstanding, market.DailyVolatility, market.DurationDays));
        return new()
        {
            PermanentImpact = Wire.Finite(estimate.PermanentImpact),
            TemporaryImpact = Wire.Finite(estimate.TemporaryImpact),
            Cost = Wire.Finite(estimate.Cost),
        };
    }

    private static Contracts.V1.Method Number(Method method) => (Contracts.V1.Method)MethodMap.Number(method);
}
