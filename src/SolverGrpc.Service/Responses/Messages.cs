using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Solving;
using SolverGrpc.Service.Requests;
using SolverGrpc.Service.Validation;

namespace SolverGrpc.Service.Responses;

/// <summary>The parts of an answer as generated messages.</summary>
internal static class Messages
{
    /// <summary>A whole answer, with the fields that are asked for.</summary>
    public static SolveResponse Response(string requestId, SolveResult result, ResponseFields fields)
    {
        var response = new SolveResponse { RequestId = requestId, Outcome = Outcome(result) };
        if (fields.HasFlag(ResponseFields.Diagnostics)) response.Diagnostics = Diagnostics(result);
        if (!result.HasSchedule) return response;
        Answer answer = result.Answer;
        if (fields.HasFlag(ResponseFields.Schedule)) response.Schedule = Schedule(result);
        if (fields.HasFlag(ResponseFields.Lambda)) response.Lambda = Wire.Finite(answer.Lambda);
        if (fields.HasFlag(ResponseFields.ExpectedCost)) response.ExpectedCost = Cost(answer.Cost);
        if (fields.HasFlag(ResponseFields.Variance)) response.Variance = Wire.Finite(answer.Variance);
        if (fields.HasFlag(ResponseFields.Certificate)) response.Certificate = Certificate(answer.Certificate);
        if (fields.HasFlag(ResponseFields.Binding)) response.Binding = Binding(result);
        if (fields.HasFlag(ResponseFields.EqualSplit)) response.EqualSplit = EqualSplit(result);
        if (fields.HasFlag(ResponseFields.Statistics)) response.Statistics = Statistics(result.Statistics);
        return response;
    }

    public static Outcome Outcome(SolveResult result)
    {
        var outcome = new Outcome
        {
            Termination = (Contracts.V1.Termination)(int)result.Termination,
            Limit = (Contracts.V1.LimitKind)(int)result.Limit,
            Detail = result.Detail,
        };
        if (result.Termination == Core.Solving.Termination.Infeasible)
        {
            Core.Solving.Infeasibility why = result.Answer.Infeasibility;
            outcome.Infeasibility = new()
            {
                Shortfall = Wire.Finite(why.Shortfall),
                LargestExecutable = Wire.Finite(why.LargestExecutable),
                Period = why.Period,
                SmallestReachable = Wire.Finite(why.SmallestReachable),
            };
        }

        return outcome;
    }

    public static Schedule Schedule(SolveResult result)
    {
        var schedule = new Schedule();
        if (result.Units.IsEmpty) schedule.Quantity.AddRange(result.Answer.Schedule.ToArray());
        else schedule.QuantityUnits.AddRange(result.Units.ToArray());
        return schedule;
    }

    public static Contracts.V1.CostBreakdown Cost(in Core.Solving.CostBreakdown cost) => new()
    {
        Total = Wire.Finite(cost.Total),
        Linear = Wire.Finite(cost.Linear),
        Temporary = Wire.Finite(cost.Temporary),
        Permanent = Wire.Finite(cost.Permanent),
        Drift = Wire.Finite(cost.Drift),
    };

    public static Certificate Certificate(in Core.Certificates.Certificate certificate) => new()
    {
        Objective = Wire.Finite(certificate.Objective),
        LowerBound = Wire.Finite(certificate.LowerBound),
        DualityGap = Wire.Finite(certificate.Gap),
        RelativeGap = Wire.Finite(certificate.RelativeGap),
        KktResidual = Wire.Finite(certificate.KktResidual),
        SumError = Wire.Finite(certificate.SumError),
        BoundViolation = Wire.Finite(certificate.BoundViolation),
        Proof = (ProofKind)(int)certificate.Proof,
        GridStep = Wire.Finite(certificate.GridStep),
    };

    public static Diagnostics Diagnostics(SolveResult result)
    {
        var diagnostics = new Diagnostics { SolveTimeNs = result.SolveTimeNs, Kernel = KernelName.Current };
        if (!result.Solved) return diagnostics;
        diagnostics.Method = (Contracts.V1.Method)MethodMap.Number(result.Answer.Method);
        diagnostics.Iterations = result.Answer.Iterations;
        diagnostics.ResidualHistory.AddRange(result.Residuals.ToArray());
        return diagnostics;
    }

    public static Contracts.V1.ScheduleStatistics Statistics(in Core.Solving.ScheduleStatistics statistics) => new()
    {
        StandardDeviation = Wire.Finite(statistics.StandardDeviation),
        Largest = Wire.Finite(statistics.Largest),
        ActivePeriods = statistics.ActivePeriods,
        Herfindahl = Wire.Finite(statistics.Herfindahl),
        TopHalfShare = Wire.Finite(statistics.TopHalfShare),
    };

    private static Contracts.V1.BindingConstraints Binding(SolveResult result)
    {
        var binding = new Contracts.V1.BindingConstraints
        {
            VarianceMultiplier = Wire.Finite(result.Answer.VarianceMultiplier),
            ValueAtRiskMultiplier = Wire.Finite(result.Answer.ValueAtRiskMultiplier),
        };
        binding.FloorPeriod.AddRange(result.Binding.FloorPeriod.Values.ToArray());
        binding.FloorMultiplier.AddRange(result.Binding.FloorMultiplier.Values.ToArray());
        binding.CapPeriod.AddRange(result.Binding.CapPeriod.Values.ToArray());
        binding.CapMultiplier.AddRange(result.Binding.CapMultiplier.Values.ToArray());
        return binding;
    }

    private static EqualSplitComparison EqualSplit(SolveResult result) => new()
    {
        Feasible = result.EqualSplit.Feasible,
        Objective = Wire.Finite(result.EqualSplit.Objective),
        Saving = Wire.Finite(result.EqualSplit.SavingOf(result.Answer.Certificate.Objective)),
    };
}
