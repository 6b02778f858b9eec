using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Comparison;

/// <summary>
/// A problem with another size or another impact. The size scales S and nothing else (whole lots: to the nearest lot,
/// or unit if an odd lot is allowed). The impact scales b_i, c_i, γ_i and the prices of book levels; a_i, which holds
/// spread and price, stays. Bounds, risk and limits stay as they are.
/// </summary>
public static class ScaledProblem
{
    /// <summary>Writes <paramref name="problem"/> with S times <paramref name="size"/> and its impact times <paramref name="impact"/> to <paramref name="scaled"/>.</summary>
    public static void Write(AllocationProblem problem, double size, double impact, AllocationProblem scaled)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(scaled);
        scaled.Reset(problem.PeriodCount);
        problem.A.CopyTo(scaled.A);
        Scale(problem.B, impact, scaled.B);
        Scale(problem.C, impact, scaled.C);
        problem.D.CopyTo(scaled.D);
        problem.Lower.CopyTo(scaled.Lower);
        problem.Upper.CopyTo(scaled.Upper);
        problem.MinimumSlice.CopyTo(scaled.MinimumSlice);
        problem.Volume.CopyTo(scaled.Volume);
        problem.PriceVariance.CopyTo(scaled.PriceVariance);
        problem.Drift.CopyTo(scaled.Drift);
        Scale(problem.PermanentImpact, impact, scaled.PermanentImpact);
        scaled.HasMinimumSlice = problem.HasMinimumSlice;
        scaled.HasVolume = problem.HasVolume;
        scaled.HasVariance = problem.HasVariance;
        scaled.HasDrift = problem.HasDrift;
        scaled.HasPermanentImpact = problem.HasPermanentImpact;
        scaled.Risk = problem.Risk;
        scaled.OrderSlippageLimit = problem.OrderSlippageLimit;
        scaled.Lots = Resize(problem.Lots, size);
        scaled.Quantity = problem.Lots.Active ? scaled.Lots.QuantityUnits * scaled.Lots.Unit : problem.Quantity * size;
        if (problem.Family == CostFamily.Levels) CopyLevels(problem, impact, scaled);
    }

    private static LotRule Resize(LotRule lots, double size)
    {
        if (!lots.Active) return lots;
        long step = lots.OddLot == OddLotRule.None ? lots.LotUnits : 1;
        return lots with { QuantityUnits = (long)Math.Round((double)lots.QuantityUnits / step * size) * step };
    }

    private static void CopyLevels(AllocationProblem problem, double impact, AllocationProblem scaled)
    {
        scaled.ResetLevels(problem.LevelCount);
        problem.LevelStart.CopyTo(scaled.LevelStart);
        problem.LevelSize.CopyTo(scaled.LevelSize);
        Scale(problem.LevelPrice, impact, scaled.LevelPrice);
    }

    private static void Scale(ReadOnlySpan<double> values, double factor, Span<double> scaled)
    {
        for (int i = 0; i < values.Length; i++) scaled[i] = values[i] * factor;
    }
}
