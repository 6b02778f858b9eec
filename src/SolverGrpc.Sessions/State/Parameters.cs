using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;

namespace SolverGrpc.Sessions.State;

/// <summary>
/// The parameters of a session: the problem as it was opened, with every change since. A change is made, looked at through the eyes
/// that look at every problem, and taken back if it is wrong.
/// </summary>
/// <param name="problem">The problem; owned from now on.</param>
internal sealed class Parameters(Problem problem)
{
    private static readonly ArrayField[] Fields = Enum.GetValues<ArrayField>();

    /// <summary>The problem.</summary>
    public Problem Problem => problem;

    /// <summary>Periods of the grid.</summary>
    public int PeriodCount => problem.Grid.PeriodCount;

    /// <summary>+1 buy, −1 sell.</summary>
    public int Sign => problem.Side == Side.Sell ? -1 : 1;

    /// <summary>Shares in a unit.</summary>
    public double Quantum => problem.Instrument.Quantum > 0 ? problem.Instrument.Quantum : 1;

    /// <summary>Currency in a tick.</summary>
    public double Tick => problem.Instrument.TickSize;

    /// <summary>Changes parameters of coming periods.</summary>
    /// <returns>Everything that is wrong; then nothing has changed.</returns>
    public Violations Change(MarketUpdate update)
    {
        var violations = new Violations { Prefix = "market_update." };
        var change = new MarketChange(update, PeriodCount);
        change.Check(problem, violations);
        if (!violations.None) return violations;
        change.Apply(problem);
        Look(violations, static (field, description) => ("market_update", $"leads to {field}: {description}"));
        if (!violations.None) change.Undo(problem);
        return violations;
    }

    /// <summary>Changes bounds and risk.</summary>
    /// <returns>Everything that is wrong; then nothing has changed.</returns>
    public Violations Change(Bounds? bounds, Risk? risk)
    {
        (Bounds? boundsBefore, Risk? riskBefore) = (problem.Bounds, problem.Risk);
        if (bounds is not null) problem.Bounds = bounds.Clone();
        if (risk is not null) problem.Risk = risk.Clone();
        var violations = new Violations();
        // what amend says of bounds and risk has the problem's shape and names
        Look(violations, static (field, description) => (field.Replace("problem.", "amend.", StringComparison.Ordinal), description));
        if (!violations.None) (problem.Bounds, problem.Risk) = (boundsBefore, riskBefore);
        return violations;
    }

    /// <summary>The problem of some of its periods: costs, bounds, dynamics and preferences as they are, quantity and lots left to the caller.</summary>
    /// <param name="first">First period.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="units">Their quantity.</param>
    /// <param name="memory">Holds the problem.</param>
    /// <param name="unsupported">Why no method covers it; null: one may.</param>
    public AllocationProblem Map(int first, int count, long units, PlanningMemory memory, out string? unsupported)
    {
        ProblemInput input = memory.Input;
        ProblemMessageReader.Read(problem, input);
        if (count < PeriodCount) Narrow(input, first, count);
        ref ProblemScalars scalars = ref input.Scalars;
        (scalars.PeriodCount, scalars.QuantityUnits) = (count, units);
        (scalars.HasLots, scalars.MinPeriodCount, scalars.MaxPeriodShare) = (false, 0, 0);
        var violations = new Violations();
        memory.Mapping.Map(input, violations);
        unsupported = memory.Mapping.Unsupported;
        return violations.None ? memory.Mapping.Problem : throw new InvalidOperationException("Parameters that were checked are not valid: " + violations.Kept.First().Field);
    }

    // what no look at a single array finds: a cost that overflows, floors above caps, levels out of order
    private void Look(Violations violations, Func<string, string, (string Field, string Description)> blame)
    {
        PlanningMemory memory = PlanningMemory.OfThread;
        ProblemMessageReader.Read(problem, memory.Input);
        var found = new Violations();
        memory.Mapping.Map(memory.Input, found);
        foreach ((string field, string description) in found.Kept)
        {
            (string blamed, string what) = blame(field, description);
            violations.AddAll(Single(blamed, what));
        }
    }

    private static Violations Single(string field, string description)
    {
        var violations = new Violations();
        violations.Add(field, description);
        return violations;
    }

    private void Narrow(ProblemInput input, int first, int count)
    {
        foreach (ArrayField field in Fields)
        {
            if (field is not (ArrayField.LevelSize or ArrayField.LevelPrice) && input[field].Count == PeriodCount) input[field].Narrow(first, count);
        }

        if (input.Scalars.Model == CostModelKind.PiecewiseLinear) NarrowLevels(input, first, count);
    }

    private void NarrowLevels(ProblemInput input, int first, int count)
    {
        Column<int> counts = input.LevelCount;
        int sizes = input[ArrayField.LevelSize].Count;
        if (counts.Count == 1 && sizes == counts.Values[0]) return; // one book stands for all
        ReadOnlySpan<int> each = counts.Expand(PeriodCount, 0);
        int before = 0, kept = 0;
        for (int i = 0; i < first; i++) before += each[i];
        for (int i = first; i < first + count; i++) kept += each[i];
        counts.Narrow(first, count);
        input[ArrayField.LevelSize].Narrow(before, kept);
        input[ArrayField.LevelPrice].Narrow(before, kept);
    }
}
