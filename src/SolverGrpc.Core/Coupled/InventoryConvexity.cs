using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Whether a problem with permanent impact is convex: its matrix of second derivatives in r is tridiagonal and grows with every f'',
/// so that it is positive semidefinite for all schedules if it is with the least f'' that each period's bounds allow.
/// (Pivots at one schedule prove nothing: two periods with x^1.5, γ = .15, S = 100 are convex at (99, 1) and not at (50, 50).)
/// </summary>
internal static class InventoryConvexity
{
    /// <summary>A period that cannot move counts as this much stiffer than all others together.</summary>
    private const double Rigid = 1e6;

    /// <summary>True if proven for risk aversion κ in the units of the model.</summary>
    public static bool Proven(in CoupledModel model, double aversion, Workspace workspace)
    {
        if (model.Permanent.IsEmpty || model.PeriodCount == 1) return true;
        int count = model.PeriodCount;
        Span<double> curvature = workspace.Take(count), diagonal = workspace.Take(count - 1), offDiagonal = workspace.Take(count - 2 < 0 ? 0 : count - 2);
        double total = LeastCurvatures(model, curvature);
        for (int i = 0; i < count; i++) total += model.Permanent[i] + (2 * aversion * model.Variance[i]);
        for (int i = 0; i < count; i++)
            if (model.Start[i] == model.Start[i + 1]) curvature[i] = Rigid * total;

        // r_i (from 0): f'' of the slices on both sides, −2 γ_i + 2 κ v_i; next to r_{i+1}: −f''_{i+1} + γ_{i+1}
        for (int i = 0; i < count - 1; i++)
        {
            diagonal[i] = curvature[i] + curvature[i + 1] + (2 * aversion * model.Variance[i]) - (2 * model.Permanent[i]);
            if (i < count - 2) offDiagonal[i] = model.Permanent[i + 1] - curvature[i + 1];
        }

        return TridiagonalPivots.TryWrite(diagonal, offDiagonal);
    }

    // the levels of a book have none
    private static double LeastCurvatures(in CoupledModel model, Span<double> curvature)
    {
        double spare = model.Total, total = 0;
        foreach (double fixedPart in model.Base) spare -= fixedPart;
        foreach (double low in model.Low) spare -= low;
        for (int i = 0; i < curvature.Length; i++)
        {
            curvature[i] = 0;
            for (int j = model.Start[i]; j < model.Start[i + 1]; j++)
            {
                double d = model.D[j], at = d < 2 ? Math.Min(model.High[j], model.Low[j] + spare) : model.Low[j];
                curvature[i] = 2 * model.B[j];
                if (double.IsFinite(model.LogC[j])) curvature[i] += (d - 1) * Math.Pow(2, model.LogC[j] + ((d - 2) * Math.Log2(at)));
            }

            total += curvature[i];
        }

        return total;
    }
}
