using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Solving;

/// <summary>
/// Whether l ≤ x ≤ u and Σ x = S can be met at all. Sums within 1e-12 S of S count as equal: then everything sits at
/// its bound.
/// </summary>
public static class Feasibility
{
    /// <summary>Which schedules the bounds leave.</summary>
    public enum Room
    {
        /// <summary>None.</summary>
        None,

        /// <summary>Only x = l.</summary>
        OnlyFloors,

        /// <summary>Only x = u.</summary>
        OnlyCaps,

        /// <summary>More than one.</summary>
        Some,
    }

    /// <summary>Looks at bounds and book depth; fills <paramref name="why"/> and <paramref name="detail"/> if there is no room.</summary>
    public static Room Check(AllocationProblem problem, out Infeasibility why, out string detail)
    {
        why = new(0, 0, -1, 0);
        detail = "";
        ReadOnlySpan<double> lower = problem.Lower, upper = problem.Upper;
        var floors = new CompensatedSum();
        var caps = new CompensatedSum();
        double quantity = problem.Quantity;
        for (int i = 0; i < lower.Length; i++)
        {
            double cap = Cap(problem, upper, i);
            if (!(lower[i] <= cap))
            {
                why = new(quantity, 0, i, 0);
                detail = $"period {i}: the floor {lower[i]:R} exceeds the cap {cap:R}";
                return Room.None;
            }

            floors.Add(lower[i]);
            caps.Add(cap);
        }

        double tolerance = Judge.FeasibilityTolerance * quantity;
        if (floors.Value > quantity + tolerance)
        {
            why = new(quantity - floors.Value, 0, -1, 0);
            detail = $"the floors sum to {floors.Value:R}, more than the quantity {quantity:R}";
            return Room.None;
        }

        if (caps.Value < quantity - tolerance)
        {
            why = new(quantity - caps.Value, caps.Value, -1, 0);
            detail = $"the caps sum to {caps.Value:R}, less than the quantity {quantity:R}";
            return Room.None;
        }

        return floors.Value >= quantity - tolerance ? Room.OnlyFloors : caps.Value <= quantity + tolerance ? Room.OnlyCaps : Room.Some;
    }

    /// <summary>u_i, or the depth of the period's book if that is less.</summary>
    public static double Cap(AllocationProblem problem, ReadOnlySpan<double> upper, int i)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Family == CostFamily.Levels ? Math.Min(upper[i], problem.LevelsOf(i).DepthBelow(double.PositiveInfinity)) : upper[i];
    }

    /// <summary>
    /// Why there is no schedule in whole lots although the bounds leave room: the first period that has no whole lot within
    /// its bounds, or how much fits under the caps in whole lots. Nothing is said if minimum slices are to blame.
    /// </summary>
    internal static Infeasibility InLots(AllocationProblem problem)
    {
        if (!problem.Lots.Active) return new(0, 0, -1, 0);
        LotGrid grid = LotGrid.Of(problem);
        double largest = 0, odd = 0;
        for (int i = 0; i < problem.PeriodCount; i++)
        {
            LotRange whole = grid.Range(problem, i, carries: false), carrying = grid.Range(problem, i, carries: true);
            bool mayCarry = grid.MayCarry(i, problem.PeriodCount) && !carrying.IsEmpty;
            if (whole.IsEmpty && !mayCarry) return new(problem.Quantity, 0, i, 0);
            largest += grid.Shares(Math.Max(0, whole.Last), carries: false);
            if (mayCarry && carrying.Last == whole.Last) odd = grid.OddShares;
        }

        largest += odd;
        return largest < problem.Quantity ? new(problem.Quantity - largest, largest, -1, 0) : new(0, 0, -1, 0);
    }
}
