using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;

namespace SolverGrpc.Mapping.Responses;

/// <summary>Writes a <c>SolveResponse</c> as bytes: what the generated message would be, without allocating.</summary>
internal static class SolveWireWriter
{
    /// <summary>Writes the answer, with the fields that are asked for.</summary>
    public static void Write(ReadOnlySpan<byte> requestId, SolveResult result, ResponseFields fields, BackwardWriter to)
    {
        if (result.HasSchedule) WriteAnswer(result, fields, to);
        else if (fields.Has(ResponseFields.Diagnostics)) WriteDiagnostics(result, to);
        WriteOutcome(result, to);
        to.Text(1, requestId);
    }

    // fields 3 to 11, last first
    private static void WriteAnswer(SolveResult result, ResponseFields fields, BackwardWriter to)
    {
        Answer answer = result.Answer;
        if (fields.Has(ResponseFields.Statistics)) WriteStatistics(result.Statistics, to);
        if (fields.Has(ResponseFields.EqualSplit)) WriteEqualSplit(result, to);
        if (fields.Has(ResponseFields.Diagnostics)) WriteDiagnostics(result, to);
        if (fields.Has(ResponseFields.Binding)) WriteBinding(result, to);
        if (fields.Has(ResponseFields.Certificate)) WriteCertificate(answer.Certificate, to);
        if (fields.Has(ResponseFields.Variance)) to.Double(6, Wire.Finite(answer.Variance));
        if (fields.Has(ResponseFields.ExpectedCost)) WriteCost(answer.Cost, to);
        if (fields.Has(ResponseFields.Lambda)) to.Double(4, Wire.Finite(answer.Lambda));
        if (fields.Has(ResponseFields.Schedule)) WriteSchedule(result, to);
    }

    private static void WriteOutcome(SolveResult result, BackwardWriter to)
    {
        int end = to.Length;
        if (result.Termination == Termination.Infeasible)
        {
            Infeasibility why = result.Answer.Infeasibility;
            int inner = to.Length;
            to.Double(4, Wire.Finite(why.SmallestReachable));
            to.Varint(3, why.Period);
            to.Double(2, Wire.Finite(why.LargestExecutable));
            to.Double(1, Wire.Finite(why.Shortfall));
            to.Message(4, inner);
        }

        to.Text(3, result.Detail);
        to.Varint(2, (long)result.Limit);
        to.Varint(1, (long)result.Termination);
        to.Message(2, end);
    }

    private static void WriteSchedule(SolveResult result, BackwardWriter to)
    {
        int end = to.Length;
        if (result.Units.IsEmpty) to.Doubles(1, result.Answer.Schedule);
        else to.Varints(2, result.Units);
        to.Message(3, end);
    }

    private static void WriteCost(in CostBreakdown cost, BackwardWriter to)
    {
        int end = to.Length;
        to.Double(5, Wire.Finite(cost.Drift));
        to.Double(4, Wire.Finite(cost.Permanent));
        to.Double(3, Wire.Finite(cost.Temporary));
        to.Double(2, Wire.Finite(cost.Linear));
        to.Double(1, Wire.Finite(cost.Total));
        to.Message(5, end);
    }

    private static void WriteCertificate(in Core.Certificates.Certificate certificate, BackwardWriter to)
    {
        int end = to.Length;
        to.Varint(10, certificate.BoundIsChecked ? 1 : 0);
        to.Double(9, Wire.Finite(certificate.GridStep));
        to.Varint(8, (long)certificate.Proof);
        to.Double(7, Wire.Finite(certificate.BoundViolation));
        to.Double(6, Wire.Finite(certificate.SumError));
        to.Double(5, Wire.Finite(certificate.KktResidual));
        to.Double(4, Wire.Finite(certificate.RelativeGap));
        to.Double(3, Wire.Finite(certificate.Gap));
        to.Double(2, Wire.Finite(certificate.LowerBound));
        to.Double(1, Wire.Finite(certificate.Objective));
        to.Message(7, end);
    }

    private static void WriteBinding(SolveResult result, BackwardWriter to)
    {
        int end = to.Length;
        to.Double(7, Wire.Finite(result.Answer.OrderSlippageMultiplier));
        to.Double(6, Wire.Finite(result.Answer.ValueAtRiskMultiplier));
        to.Double(5, Wire.Finite(result.Answer.VarianceMultiplier));
        to.Doubles(4, result.Binding.CapMultiplier.Values);
        to.Varints<int>(3, result.Binding.CapPeriod.Values);
        to.Doubles(2, result.Binding.FloorMultiplier.Values);
        to.Varints<int>(1, result.Binding.FloorPeriod.Values);
        to.Message(8, end);
    }

    private static void WriteDiagnostics(SolveResult result, BackwardWriter to)
    {
        int end = to.Length;
        to.Varints(6, result.Extrapolated);
        if (result.Solved) to.Doubles(5, result.Residuals);
        to.Text(4, KernelSelection.NameOf(KernelSelection.Current));
        to.Varint(3, result.SolveTimeNs);
        if (result.Solved)
        {
            to.Varint(2, result.Answer.Iterations);
            to.Varint(1, MethodMap.Number(result.Answer.Method));
        }

        to.Message(9, end);
    }

    private static void WriteEqualSplit(SolveResult result, BackwardWriter to)
    {
        int end = to.Length;
        to.Double(3, Wire.Finite(result.EqualSplit.SavingOf(result.Answer.Certificate.Objective)));
        to.Double(2, Wire.Finite(result.EqualSplit.Objective));
        to.Varint(1, result.EqualSplit.Feasible ? 1 : 0);
        to.Message(10, end);
    }

    private static void WriteStatistics(in ScheduleStatistics statistics, BackwardWriter to)
    {
        int end = to.Length;
        to.Double(5, Wire.Finite(statistics.TopHalfShare));
        to.Double(4, Wire.Finite(statistics.Herfindahl));
        to.Varint(3, statistics.ActivePeriods);
        to.Double(2, Wire.Finite(statistics.Largest));
        to.Double(1, Wire.Finite(statistics.StandardDeviation));
        to.Message(11, end);
    }
}
