using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;

namespace SolverGrpc.Mapping.Responses;

/// <summary>The parts of an answer as generated messages.</summary>
internal static class Messages
{
    /// <summary>A whole answer, with the fields that are asked for.</summary>
    public static SolveResponse Response(string requestId, AllocationProblem problem, SolveResult result, ResponseFields fields)
    {
        var response = new SolveResponse
        {
            RequestId = requestId,
            Outcome = Outcome(result.Termination, result.Limit, result.Detail, result.Answer.Infeasibility),
        };
        Answer answer = result.Answer;
        if (fields.Has(ResponseFields.Diagnostics)) response.Diagnostics = result.Solved ? Diagnostics(answer, result.SolveTimeNs) : Diagnostics(result.SolveTimeNs);
        if (fields.Has(ResponseFields.Diagnostics)) response.Diagnostics.ExtrapolatedPeriod.AddRange(result.Extrapolated.ToArray());
        if (!result.HasSchedule) return response;
        if (fields.Has(ResponseFields.Schedule)) response.Schedule = Schedule(problem, answer);
        if (fields.Has(ResponseFields.Lambda)) response.Lambda = Wire.Finite(answer.Lambda);
        if (fields.Has(ResponseFields.ExpectedCost)) response.ExpectedCost = Cost(answer.Cost);
        if (fields.Has(ResponseFields.Variance)) response.Variance = Wire.Finite(answer.Variance);
        if (fields.Has(ResponseFields.Certificate)) response.Certificate = Certificate(answer.Certificate);
        if (fields.Has(ResponseFields.Binding)) response.Binding = Binding(result);
        if (fields.Has(ResponseFields.EqualSplit)) response.EqualSplit = EqualSplit(result);
        if (fields.Has(ResponseFields.Statistics)) response.Statistics = Statistics(result.Statistics);
        return response;
    }

    public static Outcome Outcome(Core.Solving.Termination termination, Core.Solving.LimitKind limit, string detail, Core.Solving.Infeasibility why)
    {
        var outcome = new Outcome { Termination = (Contracts.V1.Termination)(int)termination, Limit = (Contracts.V1.LimitKind)(int)limit, Detail = detail };
        if (termination == Core.Solving.Termination.Infeasible)
        {
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

    public static Outcome Outcome(Answer answer) => Outcome(answer.Termination, answer.Limit, answer.Detail, answer.Infeasibility);

    /// <summary>That no method covers a valid problem.</summary>
    public static Outcome Unsupported(string reason) => new() { Termination = Contracts.V1.Termination.Unsupported, Detail = reason };

    /// <summary>The schedule of an answer; null if there is none, or if it is not in the whole units that the problem asks for.</summary>
    public static Schedule? Schedule(AllocationProblem problem, Answer answer)
    {
        if (!answer.HasSchedule) return null;
        var schedule = new Schedule();
        if (!problem.Lots.Active)
        {
            schedule.Quantity.AddRange(answer.Schedule.ToArray());
            return schedule;
        }

        var units = new long[problem.PeriodCount];
        if (!UnitSchedule.TryWrite(problem.Lots, answer.Schedule, units)) return null;
        schedule.QuantityUnits.AddRange(units);
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
        BoundChecked = certificate.BoundIsChecked,
    };

    public static Diagnostics Diagnostics(Answer answer, long solveTimeNs)
    {
        Diagnostics diagnostics = Diagnostics(solveTimeNs);
        diagnostics.Method = (Contracts.V1.Method)MethodMap.Number(answer.Method);
        diagnostics.Iterations = answer.Iterations;
        foreach (double residual in answer.Residuals.Values) diagnostics.ResidualHistory.Add(Wire.Finite(residual));
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

    private static Diagnostics Diagnostics(long solveTimeNs) => new() { SolveTimeNs = solveTimeNs, Kernel = KernelSelection.NameOf(KernelSelection.Current) };

    private static Contracts.V1.BindingConstraints Binding(SolveResult result)
    {
        var binding = new Contracts.V1.BindingConstraints
        {
            VarianceMultiplier = Wire.Finite(result.Answer.VarianceMultiplier),
            ValueAtRiskMultiplier = Wire.Finite(result.Answer.ValueAtRiskMultiplier),
            OrderSlippageMultiplier = Wire.Finite(result.Answer.OrderSlippageMultiplier),
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
