using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>
/// Turns a problem as it came over the wire into a canonical one, finding everything that is wrong with it on the way.
/// Reused: keeps the memory of the problems.
/// </summary>
internal sealed class ProblemMapping
{
    private readonly AllocationProblem _periods = new();
    private readonly Column<double> _validUpTo = new();

    /// <summary>The problem to solve: the periods or, with merge_count, the bins. Meaningful if nothing was wrong.</summary>
    public AllocationProblem Problem { get; } = new();

    /// <summary>Why no method covers a problem that is valid, in a sentence; null if all is well.</summary>
    public string? Unsupported { get; private set; }

    /// <summary>Largest quantity of each period or bin within the range that its cost was estimated for; empty: no range is known.</summary>
    public ReadOnlySpan<double> ValidUpTo => _validUpTo.Values;

    /// <summary>Maps <paramref name="input"/> to <see cref="Problem"/>; adds what is wrong to <paramref name="violations"/>.</summary>
    public void Map(ProblemInput input, Violations violations)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(violations);
        ref ProblemScalars scalars = ref input.Scalars;
        double quantity = OrderSection.Read(scalars, violations);
        int periodCount = GridSection.Read(input, violations);
        bool merged = scalars.MergeCount > 1 && periodCount > 0;
        AllocationProblem periods = merged ? _periods : Problem;
        periods.Reset(Math.Max(periodCount, 1));
        periods.Quantity = quantity;

        int beforeCost = violations.Count;
        Unsupported = CostSection.Apply(input, periodCount, periods, violations);
        bool costed = periodCount > 0 && violations.Count == beforeCost && Unsupported is null;
        BoundsSection.Apply(input, periodCount, periods, violations);
        DynamicsSection.Apply(input, periodCount, periods, violations);
        periods.Risk = RiskSection.Read(scalars, violations);
        periods.Lots = LotsSection.Read(scalars, violations);
        ConcentrationSection.Apply(scalars, periodCount > 0 ? periods : null, violations);
        Unsupported ??= SlippageSection.Apply(input, periodCount, costed ? periods : null, violations);
        InstrumentSection.Check(scalars, violations);
        RangeSection.Apply(input, periodCount, merged ? scalars.MergeCount : 1, _validUpTo, violations);
        if (merged && violations.None) Unsupported ??= Rebinning.Merge(_periods, scalars.MergeCount, Problem);
    }
}
