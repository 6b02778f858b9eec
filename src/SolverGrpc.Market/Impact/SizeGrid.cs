using SolverGrpc.Market.Sessions;
using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Impact;

/// <summary>The sizes that impact is measured at, if none are asked for: a geometric grid up to what most books can fill.</summary>
internal static class SizeGrid
{
    /// <summary>Number of sizes.</summary>
    public const int Count = 8;

    private const double Span = 40; // largest over smallest
    private const double DeepEnough = 0.8; // of the books at the largest size

    /// <summary>Chooses them, ascending, whole shares where they are above ten.</summary>
    public static double[] Choose(IReadOnlyList<SessionDay> days, bool isBuy)
    {
        var depths = new List<double>();
        foreach (RecordedSession session in days.Select(day => day.Session))
        {
            for (int t = 0; t < session.Count; t++)
            {
                double depth = 0;
                foreach (double size in session.Levels(t, isBuy).Size.Span) depth += size;
                if (depth > 0) depths.Add(depth);
            }
        }

        double largest = Quantile.OfUnsorted(depths.ToArray(), 1 - DeepEnough);
        var sizes = new List<double>();
        for (int j = 0; j < Count; j++)
        {
            double size = largest * Math.Pow(Span, (j / (Count - 1.0)) - 1);
            if (size > 10) size = Math.Round(size);
            if (sizes.Count == 0 || size > sizes[^1]) sizes.Add(size);
        }

        return [.. sizes];
    }
}
