using System.Globalization;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Market.Online;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Server;
using Item = SolverGrpc.Contracts.V1.ReestimateRequest.ItemOneofCase;

namespace SolverGrpc.Service.Calibration;

/// <summary>Reestimate: follows a session that is traded elsewhere, and answers the close of every period. Keeps nothing: docs/decisions/0009-reestimation.md.</summary>
internal static class ReestimateHandler
{
    /// <summary>Answers a stream.</summary>
    public static async Task ReestimateAsync(IAsyncStreamReader<ReestimateRequest> requests, IServerStreamWriter<ReestimateResponse> responses, ServerCallContext context)
    {
        var violations = new Violations { Prefix = "open." };
        ReestimateOpen? open = await requests.MoveNext(context.CancellationToken) ? requests.Current.Open : null;
        var plan = new ReestimationPlan(open, violations);
        ThrowIfInvalid(violations);
        var online = new OnlineCalibration(plan.Baseline!, plan.Options);
        var sampler = new OnlineSampler(online, plan.SampleSeconds);
        var item = new Market.Readers.MarketEvent();
        while (await requests.MoveNext(context.CancellationToken))
        {
            Check(requests.Current, online, sampler);
            switch (requests.Current.ItemCase)
            {
                case Item.Batch:
                    foreach (MarketEvent source in requests.Current.Batch.Events)
                    {
                        MarketBatchReader.Read(source, item);
                        sampler.Observe(item);
                    }

                    break;
                case Item.Execution:
                    OwnExecution own = requests.Current.Execution;
                    double beyond = own.Price - (own.Mid > 0 ? own.Mid : sampler.Mid);
                    online.ObserveFill(own.Quantity, plan.Baseline!.IsBuy ? beyond : -beyond);
                    break;
                default:
                    await responses.WriteAsync(Response(sampler.Close(), plan.Problem));
                    break;
            }
        }
    }

    private static void Check(ReestimateRequest request, OnlineCalibration online, OnlineSampler sampler)
    {
        var violations = new Violations();
        switch (request.ItemCase)
        {
            case Item.Batch:
                MarketBatchReader.Check(request.Batch, violations);
                break;
            case Item.Execution:
                OwnExecution own = request.Execution;
                if (own.Quantity is not (> 0 and <= double.MaxValue)) violations.Add("execution.quantity", "must be finite and > 0");
                if (own.Price is not (> 0 and <= double.MaxValue)) violations.Add("execution.price", "must be finite and > 0");
                if (own.Mid is not (>= 0 and <= double.MaxValue)) violations.Add("execution.mid", "must be finite and >= 0");
                if (own.Mid == 0 && double.IsNaN(sampler.Mid)) violations.Add("execution.mid", "is required before the first book");
                break;
            case Item.Close:
                if (online.Period == online.PeriodCount) violations.Add("close.period", "all periods are closed");
                else if (request.Close.Period != online.Period) violations.Add("close.period", string.Create(CultureInfo.InvariantCulture, $"must be {online.Period}, the open period"));
                break;
            default:
                violations.Add("batch", "or execution or close is required in every message after the first");
                break;
        }

        ThrowIfInvalid(violations);
    }

    private static ReestimateResponse Response(OnlineEstimate estimate, Problem problem)
    {
        var response = new ReestimateResponse
        {
            ImpactScale = estimate.ImpactScale,
            Jumps = { estimate.Jumps.Select(jump => new ReestimateJump { Quantity = (WatchedQuantity)((int)jump.What + 1), Observed = jump.Observed, Taken = jump.Taken }) },
        };
        if (estimate.ImpactFactor.Length == 0) return response;
        CostModel cost = ScaledCost.Of(problem.Cost, problem.Grid.PeriodCount, estimate.ImpactFactor);
        var update = new MarketUpdate { FromPeriod = estimate.FromPeriod };
        switch (cost.ModelCase)
        {
            case CostModel.ModelOneofCase.PowerLaw: update.PowerLaw = cost.PowerLaw; break;
            case CostModel.ModelOneofCase.Linear: update.Linear = cost.Linear; break;
            case CostModel.ModelOneofCase.Quadratic: update.Quadratic = cost.Quadratic; break;
            case CostModel.ModelOneofCase.Composite: update.Composite = cost.Composite; break;
            default: update.PiecewiseLinear = cost.PiecewiseLinear; break;
        }

        // what is not known of some period is not changed in any
        if (estimate.HalfSpread.All(value => value > 0)) update.HalfSpread.AddRange(estimate.HalfSpread);
        if (estimate.Volatility.All(value => value > 0)) update.Volatility.AddRange(estimate.Volatility);
        if (estimate.Volume.All(value => value > 0)) update.Volume.AddRange(estimate.Volume);
        response.Update = update;
        return response;
    }

    private static void ThrowIfInvalid(Violations violations)
    {
        if (!violations.None) throw InvalidRequest.Of(violations).ToRpcException();
    }
}
