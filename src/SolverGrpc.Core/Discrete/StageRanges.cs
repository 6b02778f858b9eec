using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Discrete;

/// <summary>
/// Which numbers of remaining lots s can occur before period t: what is left after the floors and caps of the periods
/// before it, and what the periods from t on can take. Row t of a table holds W(s, t) for these s only.
/// </summary>
internal readonly ref struct StageRanges
{
    private readonly Span<long> _low;
    private readonly Span<long> _high;
    private readonly Span<long> _start;

    private StageRanges(Span<long> low, Span<long> high, Span<long> start)
    {
        _low = low;
        _high = high;
        _start = start;
    }

    /// <summary>Rows together have this many cells.</summary>
    public double Cells { get; private init; }

    /// <summary>Pairs (s, x) that are looked at, an odd lot's second and third table included.</summary>
    public double Operations { get; private init; }

    /// <summary>Some schedule may exist.</summary>
    public bool Possible { get; private init; }

    /// <summary>Smallest number of remaining lots before period t, 0 ≤ t ≤ N.</summary>
    public long Low(int t) => _low[t];

    /// <summary>Largest number of remaining lots before period t.</summary>
    public long High(int t) => _high[t];

    /// <summary>Number of values s takes before period t.</summary>
    public int Count(int t) => (int)(_high[t] - _low[t] + 1);

    /// <summary>Where row t starts.</summary>
    public int Start(int t) => (int)_start[t];

    /// <summary>The ranges of <paramref name="problem"/> on <paramref name="grid"/>.</summary>
    public static StageRanges Of(AllocationProblem problem, in LotGrid grid, Workspace workspace)
    {
        int n = problem.PeriodCount;
        long lots = grid.Lots;
        Span<long> first = workspace.TakeInt64(n), last = workspace.TakeInt64(n);
        for (int t = 0; t < n; t++)
        {
            LotRange range = grid.Range(problem, t, carries: false);
            LotRange carrying = grid.MayCarry(t, n) ? grid.Range(problem, t, carries: true) : new(0, -1, 0);
            (first[t], last[t]) = carrying.IsEmpty ? (range.First, range.Last)
                : range.IsEmpty ? (carrying.First, carrying.Last)
                : (Math.Min(range.First, carrying.First), Math.Max(range.Last, carrying.Last));
        }

        Span<long> low = workspace.TakeInt64(n + 1), high = workspace.TakeInt64(n + 1), start = workspace.TakeInt64(n + 1);
        low[n] = high[n] = 0;
        for (int t = n - 1; t >= 0; t--)
        {
            low[t] = Math.Min(lots + 1, low[t + 1] + first[t]);
            high[t] = Math.Min(lots, high[t + 1] + last[t]);
        }

        long floorsBefore = 0, capsBefore = 0;
        double cells = 0, operations = 0;
        bool possible = true;
        for (int t = 0; t <= n; t++)
        {
            low[t] = Math.Max(low[t], lots - capsBefore);
            high[t] = Math.Min(high[t], lots - floorsBefore);
            possible &= low[t] <= high[t];
            start[t] = (long)Math.Min(cells, int.MaxValue);
            double count = Math.Max(0, high[t] - low[t] + 1);
            cells += count;
            if (t == n) break;
            operations += count * Math.Max(0, Math.Min(last[t] - first[t], high[t] - low[t + 1]) + 1);
            floorsBefore = Math.Min(lots + 1, floorsBefore + first[t]);
            capsBefore = Math.Min(lots, capsBefore + last[t]);
        }

        return new(low, high, start)
        {
            Cells = grid.HasOddLot ? 2 * cells : cells,
            Operations = grid.HasOddLot ? 3 * operations : operations,
            Possible = possible,
        };
    }
}
