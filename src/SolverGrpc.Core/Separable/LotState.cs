using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>A schedule in whole lots and what the lots beside it cost, period by period.</summary>
internal readonly ref struct LotState
{
    /// <summary>Room for <paramref name="count"/> periods, with any content.</summary>
    public LotState(int count, Workspace workspace)
    {
        Lots = workspace.TakeInt64(count);
        First = workspace.TakeInt64(count);
        Last = workspace.TakeInt64(count);
        Next = workspace.Take(count);
        Previous = workspace.Take(count);
    }

    /// <summary>k_i, the number of lots.</summary>
    public Span<long> Lots { get; }

    /// <summary>The fewest lots between the bounds.</summary>
    public Span<long> First { get; }

    /// <summary>The most.</summary>
    public Span<long> Last { get; }

    /// <summary>Price of the next lot; +∞ if there is none.</summary>
    public Span<double> Next { get; }

    /// <summary>Minus the price of the last lot; +∞ if there is none.</summary>
    public Span<double> Previous { get; }

    /// <summary>Some period has no number of lots between its bounds.</summary>
    public bool HasEmptyRange
    {
        get
        {
            bool empty = false;
            for (int i = 0; i < First.Length; i++) empty |= Last[i] < First[i];
            return empty;
        }
    }

    /// <summary>The ranges of all periods; <paramref name="carrier"/> carries the odd lot.</summary>
    public void SetRanges(AllocationProblem problem, in LotGrid grid, int carrier)
    {
        for (int i = 0; i < First.Length; i++)
        {
            LotRange range = grid.Range(problem, i, carries: i == carrier);
            (First[i], Last[i]) = (range.First, range.Last);
        }
    }

    /// <summary>Period <paramref name="i"/> has <paramref name="lots"/> of a range.</summary>
    public void Set(int i, long lots, LotRange range) => (Lots[i], First[i], Last[i]) = (lots, range.First, range.Last);

    /// <summary>Prices the lots beside those of period <paramref name="i"/>.</summary>
    public void Price(in LotPrices prices, int i, bool carries)
    {
        Next[i] = Lots[i] < Last[i] ? Ordered(prices.Of(i, Lots[i] + 1, carries)) : double.PositiveInfinity;
        Previous[i] = Lots[i] > First[i] ? Ordered(-prices.Of(i, Lots[i], carries)) : double.PositiveInfinity;
    }

    // a price beyond all numbers is as good as a cap
    private static double Ordered(double price) => double.IsNaN(price) ? double.PositiveInfinity : price;
}
