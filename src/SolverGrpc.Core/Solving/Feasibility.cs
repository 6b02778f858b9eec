using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;

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

    private const ProblemTraits Bounding = ProblemTraits.Floors | ProblemTraits.Caps | ProblemTraits.Levels;

    /// <summary>Looks at bounds and book depth; fills <paramref name="why"/> and <paramref name="detail"/> if there is no room.</summary>
    public static Room Check(AllocationProblem problem, ProblemTraits traits, out Infeasibility why, out string detail)
    {
        why = new(0, 0, -1, 0);
        detail = "";
        double quantity = problem.Quantity;
        (double floors, double caps, int crossed) = (traits & Bounding) == 0 ? (0, double.PositiveInfinity, -1)
            : problem.Family == CostFamily.Levels ? OneByOne(problem) : OnLanes(problem);
        if (crossed >= 0)
        {
            why = new(quantity, 0, crossed, 0);
            detail = $"period {crossed}: the floor {problem.Lower[crossed]:R} exceeds the cap {Cap(problem, problem.Upper, crossed):R}";
            return Room.None;
        }

        double tolerance = Judge.FeasibilityTolerance * quantity;
        if (floors > quantity + tolerance)
        {
            why = new(quantity - floors, 0, -1, 0);
            detail = $"the floors sum to {floors:R}, more than the quantity {quantity:R}";
            return Room.None;
        }

        if (caps < quantity - tolerance)
        {
            why = new(quantity - caps, caps, -1, 0);
            detail = $"the caps sum to {caps:R}, less than the quantity {quantity:R}";
            return Room.None;
        }

        return floors >= quantity - tolerance ? Room.OnlyFloors : caps <= quantity + tolerance ? Room.OnlyCaps : Room.Some;
    }

    private static (double Floors, double Caps, int Crossed) OnLanes(AllocationProblem problem)
    {
        Totals totals = KernelSelection.Run<RoomCall, Totals>(new(problem));
        return totals.Largest > 0 ? OneByOne(problem) : (totals.FirstSum, totals.SecondSum, -1);
    }

    // Crossed: the first period whose floor exceeds its cap, or −1
    private static (double Floors, double Caps, int Crossed) OneByOne(AllocationProblem problem)
    {
        ReadOnlySpan<double> lower = problem.Lower, upper = problem.Upper;
        var floors = new CompensatedSum();
        var caps = new CompensatedSum();
        for (int i = 0; i < lower.Length; i++)
        {
            double cap = Cap(problem, upper, i);
            if (!(lower[i] <= cap)) return (0, 0, i);
            floors.Add(lower[i]);
            caps.Add(cap);
        }

        return (floors.Value, caps.Value, -1);
    }

    /// <summary>u_i, or the depth of the period's book if that is less.</summary>
    public static double Cap(AllocationProblem problem, ReadOnlySpan<double> upper, int i)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Family == CostFamily.Levels ? Math.Min(upper[i], problem.LevelsOf(i).Depth) : upper[i];
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

    private readonly unsafe struct RoomCall(AllocationProblem problem) : ILaneCall<Totals>
    {
        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            fixed (double* lower = problem.Lower, upper = problem.Upper)
                return ChunkedPass.Run(new RoomPass<TLane>(lower, upper), problem.PeriodCount);
        }
    }
}
