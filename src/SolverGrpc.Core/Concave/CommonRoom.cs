using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// The concave problem that needs no search: all periods concave, with the same room w between floor and cap. At an optimum
/// at most one period k is strictly inside, so m = ⌊R / w⌋ periods are full, k takes the rest ρ = R − m w, and with
/// g_j(y) = f_j(l_j + y) − f_j(l_j)
/// <code>
/// minimum = Σ f_j(l_j) + min over k of g_k(ρ) + the m smallest g_j(w), j ≠ k
/// </code>
/// in O(N log N). Without caps w is R itself: everything goes to one period.
/// </summary>
internal static class CommonRoom
{
    private const double Same = 1e-13;

    /// <summary>Writes the optimal positions and λ of the relaxation (NaN: nothing can move). False if the problem is not of this kind.</summary>
    public static bool TrySolve(in SearchSpace space, Span<double> z, out double lambda, Workspace workspace)
    {
        lambda = double.NaN;
        double rest = space.Total;
        foreach (double floor in space.Lower) rest -= floor;
        if (rest < 0) return false;
        double room = double.PositiveInfinity;
        for (int i = 0; i < z.Length; i++)
        {
            double own = Math.Min(space.Upper[i] - space.Lower[i], rest);
            if (i == 0) room = own;
            bool same = space.Whole ? own == room : Math.Abs(own - room) <= Same * space.Total;
            if (!same || space.Minimum[i] > 0 || Math.Min(space.Upper[i], space.Lower[i] + rest) > space.Inflection[i]) return false;
        }

        space.Lower.CopyTo(z);
        if (rest <= space.SumTolerance || room <= 0) return rest <= space.SumTolerance;
        double quotient = rest / room;
        int full = (int)Math.Min(z.Length, Math.Floor(quotient * (1 + Same)));
        double part = Math.Max(0, rest - (full * room));
        if (part <= space.SumTolerance) part = 0;
        if (full == z.Length && part > 0) return false;

        Span<double> whole = workspace.Take(z.Length);
        Span<int> order = workspace.TakeInt32(z.Length);
        for (int i = 0; i < z.Length; i++)
        {
            whole[i] = Extra(space, i, room);
            order[i] = i;
        }

        whole.Sort(order);
        lambda = whole[Math.Min(full, z.Length - 1)] / (room * space.Step);
        int inside = part > 0 ? Inside(space, whole, order, full, part) : -1;
        for (int rank = 0, filled = 0; filled < full; rank++)
        {
            if (rank == inside) continue;
            z[order[rank]] += room;
            filled++;
        }

        if (inside >= 0) z[order[inside]] += part;
        return true;
    }

    // rank of the period that takes the part: a full one is replaced by the next cheapest
    private static int Inside(in SearchSpace space, ReadOnlySpan<double> whole, ReadOnlySpan<int> order, int full, double part)
    {
        int best = -1;
        double least = double.PositiveInfinity;
        for (int rank = 0; rank < order.Length; rank++)
        {
            double cost = Extra(space, order[rank], part) + (rank < full ? whole[full] - whole[rank] : 0);
            if (cost < least || (cost == least && order[rank] < order[best])) (best, least) = (rank, cost);
        }

        return best;
    }

    private static double Extra(in SearchSpace space, int i, double room) =>
        space.Cost(i, space.Lower[i] + room) - space.Cost(i, space.Lower[i]);
}
