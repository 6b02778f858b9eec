using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// Closes the last rounding gap: afterwards the compensated sum of x equals S to the last unit in the last place and
/// every x_i still lies within its bounds.
/// </summary>
public static class ExactSum
{
    /// <summary>
    /// Spreads S − Σ x over the periods with room in proportion to <paramref name="weights"/> (1 / f'': how much a period
    /// moves when λ does); what clamping and rounding leave goes, earliest first, to a period with a weight. More
    /// than one unit in the last place of S, if none of those has room for it, goes to any other.
    /// </summary>
    /// <param name="x">Schedule, changed in place.</param>
    /// <param name="lower">Floors.</param>
    /// <param name="upper">Caps.</param>
    /// <param name="weights">Finite, ≥ 0; 0 for a period that should stay where it is.</param>
    /// <param name="quantity">S.</param>
    public static void Close(Span<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, ReadOnlySpan<double> weights, double quantity)
    {
        double residual = quantity - LaneSum.Of(x);
        if (residual == 0) return;

        double total = 0;
        for (int i = 0; i < x.Length; i++)
            if (HasRoom(x[i], lower[i], upper[i], residual)) total += weights[i];
        double share = residual / total;
        if (double.IsFinite(share))
        {
            for (int i = 0; i < x.Length; i++)
                if (HasRoom(x[i], lower[i], upper[i], residual)) x[i] = Math.Clamp(x[i] + (share * weights[i]), lower[i], upper[i]);
        }

        for (int pass = 0; pass < 4; pass++)
        {
            residual = quantity - LaneSum.Of(x);
            if (residual == 0 || (pass == 2 && Math.Abs(residual) <= Math.BitIncrement(quantity) - quantity)) return;
            Fill(x, lower, upper, weights, residual, weighted: pass < 2, coarse: pass % 2 == 1);
        }
    }

    // A period whose rounding unit is larger than the residual overshoots: such a move is the last resort (coarse).
    private static void Fill(
        Span<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, ReadOnlySpan<double> weights, double residual, bool weighted, bool coarse)
    {
        for (int i = 0; i < x.Length && residual != 0; i++)
        {
            if (!HasRoom(x[i], lower[i], upper[i], residual) || (weighted && weights[i] == 0)) continue;
            double moved = Math.Clamp(x[i] + residual, lower[i], upper[i]);
            double taken = moved - x[i];
            if (!coarse && Math.Abs(taken) > Math.Abs(residual)) continue;
            x[i] = moved;
            residual -= taken;
        }
    }

    private static bool HasRoom(double x, double lower, double upper, double residual) => residual > 0 ? x < upper : x > lower;
}
