using SolverGrpc.Core.Comparison;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Responses;

/// <summary>
/// Everything a <c>SolveResponse</c> says, before it is written: the answer, how it ended on the wire, and what is computed
/// beside it. Reused.
/// </summary>
internal sealed class SolveResult
{
    private readonly Column<long> _units = new();
    private readonly Column<double> _residuals = new();
    private readonly Column<int> _extrapolated = new();

    /// <summary>What the solver said; meaningful if <see cref="Solved"/>.</summary>
    public Answer Answer { get; } = new();

    /// <summary>The solver was asked.</summary>
    public bool Solved { get; private set; }

    /// <summary>How the solve ended.</summary>
    public Termination Termination { get; private set; }

    /// <summary>The limit that was hit.</summary>
    public LimitKind Limit => Solved ? Answer.Limit : LimitKind.None;

    /// <summary>For people.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>There is a schedule to return.</summary>
    public bool HasSchedule => Termination is Termination.Optimal or Termination.Feasible;

    /// <summary>The schedule in units; empty unless the problem asks for whole lots.</summary>
    public ReadOnlySpan<long> Units => _units.Values;

    /// <summary>Residuals of the method's iterations, none of them NaN or infinite.</summary>
    public ReadOnlySpan<double> Residuals => _residuals.Values;

    /// <summary>Periods or bins whose quantity is beyond what their cost was estimated for, ascending.</summary>
    public ReadOnlySpan<int> Extrapolated => _extrapolated.Values;

    /// <summary>Constraints that bind.</summary>
    public BindingConstraints Binding { get; } = new();

    /// <summary>The benchmark.</summary>
    public EqualSplitBenchmark EqualSplit { get; private set; }

    /// <summary>The shape of the schedule.</summary>
    public ScheduleStatistics Statistics { get; private set; }

    /// <summary>Time of validation, solving and certifying, in nanoseconds.</summary>
    public long SolveTimeNs { get; set; }

    /// <summary>Solves <paramref name="problem"/> and computes what <paramref name="fields"/> ask for.</summary>
    public void Solve(AllocationProblem problem, in SolveSettings settings, ResponseFields fields, Workspace workspace)
    {
        Clear();
        Solver.Solve(problem, settings, workspace, Answer);
        Solved = true;
        Termination = Answer.Termination;
        Detail = Answer.Detail;
        foreach (double residual in Answer.Residuals.Values) _residuals.Add(Wire.Finite(residual));
        if (!HasSchedule) return;
        if (problem.Lots.Active && !UnitSchedule.TryWrite(problem.Lots, Answer.Schedule, _units.Append(problem.PeriodCount)))
        {
            _units.Clear();
            (Termination, Detail) = (Termination.NumericalError, "the schedule is not in whole units");
            return;
        }

        if (fields.Has(ResponseFields.Binding)) Binding.Find(problem, Answer, workspace);
        if (fields.Has(ResponseFields.EqualSplit)) EqualSplit = EqualSplitBenchmark.Of(problem, workspace);
        if (fields.Has(ResponseFields.Statistics)) Statistics = ScheduleStatistics.Of(Answer.Schedule);
    }

    /// <summary>Finds the periods or bins of the schedule that are beyond a range.</summary>
    /// <param name="validUpTo">Largest quantity of each; empty: no range is known.</param>
    public void FindExtrapolated(ReadOnlySpan<double> validUpTo)
    {
        const double Rounding = 1e-9;
        if (!HasSchedule) return;
        for (int i = 0; i < validUpTo.Length; i++)
        {
            if (Answer.Schedule[i] > validUpTo[i] * (1 + Rounding)) _extrapolated.Add(i);
        }
    }

    /// <summary>Says that no method covers a valid problem.</summary>
    public void Refuse(string reason)
    {
        Clear();
        (Termination, Detail) = (Termination.Unsupported, reason);
    }

    private void Clear()
    {
        Solved = false;
        (Termination, Detail) = (Termination.None, "");
        _units.Clear();
        _residuals.Clear();
        _extrapolated.Clear();
        Binding.Clear();
        EqualSplit = default;
        Statistics = default;
    }
}
