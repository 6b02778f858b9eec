using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Certificates;

/// <summary>The parts of a cost that <see cref="GridBound"/> adds up, and which lots a period may take: both from the definition of the problem.</summary>
internal readonly ref struct GridCosts(AllocationProblem problem, in LotGrid grid, double costWeight, double riskWeight)
{
    private const double Unit = 1.0 / (1L << 52);

    /// <summary>The problem.</summary>
    public AllocationProblem Problem { get; } = problem;

    /// <summary>Its lots.</summary>
    public LotGrid Grid { get; } = grid;

    /// <summary>½ e γ_1 S².</summary>
    public double OfQuantity => HalfGamma(0) * Problem.Quantity * Problem.Quantity;

    /// <summary>p_t(x) at x shares, lowered by what rounding may have added: a power is good to 1 + d units, a sum to one for each term.</summary>
    public double OfSlice(int t, double x)
    {
        double cost = costWeight * PeriodCost.Value(Problem, t, x), impact = HalfGamma(t) * x * x;
        bool book = Problem.Family == CostFamily.Levels;
        double cheapest = book ? Problem.LevelsOf(t).Price[0] : Problem.A[t], units = 8 + (book ? Problem.LevelsOf(t).Price.Length : Problem.D[t]);

        // all terms are positive but those of a negative price
        double size = cost + (2 * costWeight * Math.Max(0, -cheapest) * x);

        // more than a double holds is more than any bound
        return double.IsPositiveInfinity(cost) ? cost : cost - impact - (Unit * ((units * size) + (8 * impact)));
    }

    /// <summary>φ_t(r) + <paramref name="rise"/> · r at r shares, lowered by what rounding may have added where λ is at most <paramref name="price"/>.</summary>
    public double OfRemainder(int t, double r, double rise, double price)
    {
        double drift = Problem.HasDrift ? costWeight * Problem.Drift[t] : 0, before = HalfGamma(t), after = HalfGamma(t + 1);
        double variance = riskWeight > 0 && Problem.HasVariance ? riskWeight * Problem.PriceVariance[t] : 0;
        double size = Math.Abs(drift) + price + ((variance + before + after) * r);
        return ((drift + rise + ((variance + (after - before)) * r)) * r) - (8 * Unit * size * r);
    }

    /// <summary>φ_t'(r).</summary>
    public double SlopeOfRemainder(int t, double r)
    {
        double drift = Problem.HasDrift ? costWeight * Problem.Drift[t] : 0;
        double variance = riskWeight > 0 && Problem.HasVariance ? riskWeight * Problem.PriceVariance[t] : 0;
        return drift + (2 * (variance + HalfGamma(t + 1) - HalfGamma(t)) * r);
    }

    /// <summary>Fewest and most lots period <paramref name="t"/> may take; none if the first is larger.</summary>
    public (long First, long Last) Range(int t, bool carries)
    {
        double odd = carries ? Grid.OddShares : 0, cap = Math.Min(Grid.Lots, Math.Floor((PeriodCost.Cap(Problem, t) - odd + Tolerance) / Grid.Step));
        double floor = Math.Max(0, Math.Ceiling((Problem.Lower[t] - odd - Tolerance) / Grid.Step));
        return floor <= cap ? ((long)floor, (long)cap) : (1, 0);
    }

    /// <summary>The period may trade x shares, as far as minimum slices go.</summary>
    public bool Allows(int t, double x) => !Problem.HasMinimumSlice || x == 0 || x >= Problem.MinimumSlice[t] - Tolerance;

    // by so much a schedule may miss its bounds and count as feasible all the same
    private double Tolerance => Judge.FeasibilityTolerance * Problem.Quantity;

    // beyond the last period nothing remains, so that any value does
    private double HalfGamma(int t) => Problem.HasPermanentImpact && t < Problem.PeriodCount ? 0.5 * costWeight * Problem.PermanentImpact[t] : 0;
}
