using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Validation;

namespace SolverGrpc.Mapping.Responses;

/// <summary>The parts of an answer as generated messages.</summary>
internal static class Messages
{
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
        var diagnostics = new Diagnostics
        {
            SolveTimeNs = solveTimeNs,
            Kernel = KernelSelection.NameOf(KernelSelection.Current),
            Method = (Contracts.V1.Method)MethodMap.Number(answer.Method),
            Iterations = answer.Iterations,
        };
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
}
