using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Responses;

namespace SolverGrpc.Service.Tests;

/// <summary>A whole answer as a generated message: the oracle of what is written by hand.</summary>
internal static class GeneratedAnswer
{
    /// <summary>The answer, with the fields that are asked for.</summary>
    public static SolveResponse Of(string requestId, AllocationProblem problem, SolveResult result, ResponseFields fields)
    {
        Core.Solving.Answer answer = result.Answer;
        var response = new SolveResponse
        {
            RequestId = requestId,
            Outcome = Messages.Outcome(result.Termination, result.Limit, result.Detail, answer.Infeasibility),
        };
        if (fields.Has(ResponseFields.Diagnostics))
        {
            response.Diagnostics = result.Solved ? Messages.Diagnostics(answer, result.SolveTimeNs)
                : new() { SolveTimeNs = result.SolveTimeNs, Kernel = KernelSelection.NameOf(KernelSelection.Current) };
            response.Diagnostics.ExtrapolatedPeriod.AddRange(result.Extrapolated.ToArray());
        }

        if (!result.HasSchedule) return response;
        if (fields.Has(ResponseFields.Schedule)) response.Schedule = Messages.Schedule(problem, answer);
        if (fields.Has(ResponseFields.Lambda)) response.Lambda = Wire.Finite(answer.Lambda);
        if (fields.Has(ResponseFields.ExpectedCost)) response.ExpectedCost = Messages.Cost(answer.Cost);
        if (fields.Has(ResponseFields.Variance)) response.Variance = Wire.Finite(answer.Variance);
        if (fields.Has(ResponseFields.Certificate)) response.Certificate = Messages.Certificate(answer.Certificate);
        if (fields.Has(ResponseFields.Binding)) response.Binding = Binding(result);
        if (fields.Has(ResponseFields.EqualSplit)) response.EqualSplit = EqualSplit(result);
        if (fields.Has(ResponseFields.Statistics)) response.Statistics = Messages.Statistics(result.Statistics);
        return response;
    }

    private static Contracts.V1.BindingConstraints Binding(SolveResult result) => new()
    {
        VarianceMultiplier = Wire.Finite(result.Answer.VarianceMultiplier),
        ValueAtRiskMultiplier = Wire.Finite(result.Answer.ValueAtRiskMultiplier),
        OrderSlippageMultiplier = Wire.Finite(result.Answer.OrderSlippageMultiplier),
        FloorPeriod = { result.Binding.FloorPeriod.Values.ToArray() },
        FloorMultiplier = { result.Binding.FloorMultiplier.Values.ToArray() },
        CapPeriod = { result.Binding.CapPeriod.Values.ToArray() },
        CapMultiplier = { result.Binding.CapMultiplier.Values.ToArray() },
    };

    private static EqualSplitComparison EqualSplit(SolveResult result) => new()
    {
        Feasible = result.EqualSplit.Feasible,
        Objective = Wire.Finite(result.EqualSplit.Objective),
        Saving = Wire.Finite(result.EqualSplit.SavingOf(result.Answer.Certificate.Objective)),
    };
}
