using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>What a period may take: floors, caps, minimum slices, participation, target band.</summary>
internal static class BoundsSection
{
    /// <summary>Checks all arrays; writes them if N is known and they are valid.</summary>
    public static void Apply(ProblemInput input, int periodCount, AllocationProblem problem, Violations violations)
    {
        int before = violations.Count;
        bool floors = ArrayCheck.PerPeriod(input, ArrayField.MinQuantity, periodCount, violations);
        bool caps = ArrayCheck.PerPeriod(input, ArrayField.MaxQuantity, periodCount, violations);
        if (floors && caps && periodCount > 0) WriteBounds(input, periodCount, problem, violations);

        ArrayCheck.PerPeriod(input, ArrayField.MinimumSlice, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.ParticipationRate, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.Volume, periodCount, violations);
        Needs(input, ArrayField.ParticipationRate, ArrayField.Volume, violations);
        ArrayCheck.PerPeriod(input, ArrayField.Target, periodCount, violations);
        Needs(input, ArrayField.MaxDeviation, ArrayField.Target, violations);
        ArrayCheck.PerPeriod(input, ArrayField.MaxDeviation, periodCount, violations);
        Needs(input, ArrayField.Target, ArrayField.MaxDeviation, violations);
        if (violations.Count == before && periodCount > 0) WriteOthers(input, periodCount, problem);
    }

    private static void Needs(ProblemInput input, ArrayField given, ArrayField needed, Violations violations)
    {
        if (input[given].Count > 0 && input[needed].Count == 0)
            violations.Add(ArrayRule.Of(needed).Path, $"is required with {ArrayRule.Of(given).Path}");
    }

    private static void WriteBounds(ProblemInput input, int periodCount, AllocationProblem problem, Violations violations)
    {
        if (input[ArrayField.MinQuantity].Count > 0) input[ArrayField.MinQuantity].Expand(periodCount, 0).CopyTo(problem.Lower);
        if (input[ArrayField.MaxQuantity].Count > 0) input[ArrayField.MaxQuantity].Expand(periodCount, double.PositiveInfinity).CopyTo(problem.Upper);
        if (input[ArrayField.MinQuantity].Count == 0 || input[ArrayField.MaxQuantity].Count == 0) return;
        ReadOnlySpan<double> lower = problem.Lower, upper = problem.Upper;
        for (int i = 0; i < periodCount; i++)
        {
            if (lower[i] <= upper[i]) continue;
            ArrayField field = input[ArrayField.MaxQuantity].Given > 1 ? ArrayField.MaxQuantity : ArrayField.MinQuantity;
            ArrayCheck.AddDerived(
                input, field, periodCount, violations, problem, static (problem, i) => problem.Lower[i] > problem.Upper[i], "min_quantity exceeds max_quantity");
            return;
        }
    }

    private static void WriteOthers(ProblemInput input, int periodCount, AllocationProblem problem)
    {
        if (input[ArrayField.MinimumSlice].Count > 0)
        {
            input[ArrayField.MinimumSlice].Expand(periodCount, 0).CopyTo(problem.MinimumSlice);
            problem.HasMinimumSlice = problem.MinimumSlice.ContainsAnyExcept(0.0);
        }

        if (input[ArrayField.Volume].Count > 0)
        {
            input[ArrayField.Volume].Expand(periodCount, 0).CopyTo(problem.Volume);
            problem.HasVolume = true;
        }

        if (input[ArrayField.ParticipationRate].Count > 0)
            PeriodBounds.Participation(problem.Upper, input[ArrayField.ParticipationRate].Expand(periodCount, 1), problem.Volume);
        if (input[ArrayField.Target].Count > 0)
        {
            PeriodBounds.Band(
                problem.Lower,
                problem.Upper,
                input[ArrayField.Target].Expand(periodCount, 0),
                input[ArrayField.MaxDeviation].Expand(periodCount, double.PositiveInfinity));
        }
    }
}
