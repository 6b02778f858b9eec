using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Costs;

/// <summary>
/// Merges the books of the periods of a bin (<see cref="Rebinning"/>): F(y) = Σ f_j(y / k) has a kink wherever one of the
/// books has one, the slope Σ p_j / k between two kinks, and ends where the shallowest book ends. Drift inside the bin
/// adds Σ μ_j h_j to every price.
/// </summary>
internal static class LevelRebinning
{
    public static string? Merge(AllocationProblem periods, int size, AllocationProblem bins)
    {
        if (periods.HasPermanentImpact) return "books of levels cannot be merged into bins when there is permanent impact";
        bins.ResetLevels(periods.LevelCount);
        int used = 0;
        var cursors = new Cursor[Math.Min(size, periods.PeriodCount)];
        for (int bin = 0; bin < bins.PeriodCount; bin++)
        {
            int start = bin * size;
            bins.LevelStart[bin] = used;
            used = Bin(periods, start, cursors.AsSpan(0, Math.Min(size, periods.PeriodCount - start)), bins, used);
        }

        bins.LevelStart[bins.PeriodCount] = used;
        bins.ResetLevels(used);
        return null;
    }

    // where the walk through one book is
    private struct Cursor
    {
        public int Level;
        public double Left;
    }

    private static int Bin(AllocationProblem periods, int start, Span<Cursor> cursors, AllocationProblem bins, int used)
    {
        int k = cursors.Length, first = used;
        double drift = 0;
        for (int j = 0; j < k; j++)
        {
            int level = periods.LevelStart[start + j];
            cursors[j] = new Cursor { Level = level, Left = periods.LevelSize[level] };
            if (periods.HasDrift) drift += periods.Drift[start + j] * Rebinning.Held(j, k);
        }

        while (true)
        {
            double step = double.PositiveInfinity;
            var price = new CompensatedSum();
            price.Add(drift);
            for (int j = 0; j < k; j++)
            {
                step = Math.Min(step, cursors[j].Left);
                price.Add(periods.LevelPrice[cursors[j].Level] / k);
            }

            bool ended = double.IsPositiveInfinity(step);
            for (int j = 0; j < k; j++)
            {
                cursors[j].Left -= step;
                if (cursors[j].Left > 0) continue;
                if (cursors[j].Level + 1 == periods.LevelStart[start + j + 1]) ended = true;
                else cursors[j].Left = periods.LevelSize[++cursors[j].Level];
            }

            if (step > 0 || (ended && used == first))
            {
                bins.LevelSize[used] = k * step;
                bins.LevelPrice[used++] = price.Value;
            }

            if (ended) return used;
        }
    }
}
