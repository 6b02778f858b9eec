using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// A separable problem as the search sees it: positions z_i with Σ z_i = Total, which are shares, or numbers of whole lots
/// with the odd lot at a given carrier. Each cost is concave below its inflection and convex above: 0 for a convex
/// period, +∞ for a concave one.
/// </summary>
internal readonly ref struct SearchSpace
{
    private readonly LotGrid _grid;

    private SearchSpace(AllocationProblem problem, LotGrid grid, int carrier, Workspace workspace)
    {
        int n = problem.PeriodCount;
        Problem = problem;
        _grid = grid;
        Carrier = carrier;
        Whole = problem.Lots.Active;
        Total = Whole ? grid.Lots : problem.Quantity;
        Lower = workspace.Take(n);
        Upper = workspace.Take(n);
        Minimum = workspace.Take(n);
        Inflection = workspace.Take(n);
        Twin = workspace.TakeInt32(n);
        for (int i = 0; i < n; i++)
        {
            double inflection = Curvature.Inflection(problem, i);
            if (Whole)
            {
                LotRange range = grid.Range(problem, i, i == carrier);
                (Lower[i], Upper[i], Minimum[i]) = (range.First, range.Last, range.HasHole ? range.Minimum : 0);
                Inflection[i] = (inflection - (i == carrier ? grid.OddShares : 0)) / grid.Step;
            }
            else
            {
                double minimum = problem.HasMinimumSlice ? problem.MinimumSlice[i] : 0, lower = problem.Lower[i];
                (Lower[i], Upper[i]) = (lower > 0 ? Math.Max(lower, minimum) : 0, PeriodCost.Cap(problem, i));
                (Minimum[i], Inflection[i]) = (lower > 0 ? 0 : minimum, inflection);
            }
        }
    }

    /// <summary>The problem.</summary>
    public AllocationProblem Problem { get; }

    /// <summary>Positions are whole lots.</summary>
    public bool Whole { get; }

    /// <summary>The period that carries the odd lot; −1: none.</summary>
    public int Carrier { get; }

    /// <summary>S in shares, or K in lots.</summary>
    public double Total { get; }

    /// <summary>Floors.</summary>
    public Span<double> Lower { get; }

    /// <summary>Caps; may be +∞.</summary>
    public Span<double> Upper { get; }

    /// <summary>Where positive: z is 0 or at least this.</summary>
    public Span<double> Minimum { get; }

    /// <summary>f is concave below and convex above.</summary>
    public Span<double> Inflection { get; }

    /// <summary>An earlier period with the same cost and bounds whose costs are not convex; −1: none. Any content until <see cref="Twins.Link"/> is called.</summary>
    public Span<int> Twin { get; }

    /// <summary>What Σ z may be off: rounding errors of the sum; nothing for lots.</summary>
    public double SumTolerance => Whole ? 0 : 1e-12 * Total;

    /// <summary>Shares in one unit of position.</summary>
    public double Step => Whole ? _grid.Step : 1;

    /// <summary>The lots, if positions are lots.</summary>
    public LotGrid Grid => _grid;

    /// <summary>The space of a problem; <paramref name="carrier"/> is −1 unless there is an odd lot.</summary>
    public static SearchSpace Of(AllocationProblem problem, int carrier, Workspace workspace) =>
        new(problem, problem.Lots.Active ? LotGrid.Of(problem) : default, carrier, workspace);

    /// <summary>Shares at position z.</summary>
    public double Shares(int i, double z) => Whole ? _grid.Shares((long)z, i == Carrier) : z;

    /// <summary>f_i at position z, in currency.</summary>
    public double Cost(int i, double z) => PeriodCost.Value(Problem, i, Shares(i, z));

    /// <summary>The period may trade nothing although its minimum slice is positive.</summary>
    public bool IsSemicontinuous(int i, double low) => low == 0 && Minimum[i] > 0;
}
