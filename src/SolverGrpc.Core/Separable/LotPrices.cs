using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// What each lot costs: Δ_i(k) = f_i(k lots) − f_i(k − 1 lots), in currency; non-decreasing in k where f_i is convex. The
/// difference of two nearby powers is taken as a series around their middle: plain subtraction would
/// lose as many digits as there are in k.
/// </summary>
internal readonly ref struct LotPrices(AllocationProblem problem, LotGrid grid)
{
    private readonly AllocationProblem _problem = problem;
    private readonly LotGrid _grid = grid;

    /// <summary>Cost of the k-th lot of period i, k ≥ 1, on top of the odd lot if the period carries it.</summary>
    public double Of(int i, long k, bool carries)
    {
        double x = _grid.Shares(k - 1, carries), y = _grid.Shares(k, carries), lot = _grid.Step;
        if (_problem.Family == CostFamily.Levels)
        {
            BookLevels levels = _problem.LevelsOf(i);
            return levels.Value(y) - levels.Value(x);
        }

        double a = _problem.A[i], b = _problem.B[i], c = _problem.C[i];
        return (a * lot) + (b * lot * (x + y)) + (c == 0 ? 0 : c * PowerDifference(x, y, _problem.D[i]));
    }

    /// <summary>The number of lots in [first, last] up to which every lot costs at most <paramref name="price"/>.</summary>
    public long CountUpTo(double price, int i, long first, long last, long guess, bool carries)
    {
        long low = first, high = last, p = guess;
        for (long step = 1; low < high; step *= 2)
        {
            if (p < low || p >= high) p = low + ((high - low) / 2);
            bool enough = !(Of(i, p + 1, carries) <= price);
            if (enough) high = p;
            else low = p + 1;
            p = enough ? p - step : p + step;
        }

        return low;
    }

    // y^d − x^d = 2 m^d Σ over odd j of C(d, j) e^j,  m = (x + y) / 2,  e = (y − x) / (x + y)
    private static double PowerDifference(double x, double y, double d)
    {
        double e = (y - x) / (x + y);
        if (e * Math.Max(1, d) > SeriesLimit) return Math.Pow(y, d) - Math.Pow(x, d);
        double c3 = d * (d - 1) * (d - 2) / 6, c5 = c3 * (d - 3) * (d - 4) / 20, c7 = c5 * (d - 5) * (d - 6) / 42, e2 = e * e;
        return 2 * Math.Pow(0.5 * (x + y), d) * e * (d + (e2 * (c3 + (e2 * (c5 + (e2 * c7))))));
    }

    // below it the first term left out is under 1e-15 of the sum, above it subtraction keeps 14 digits
    private const double SeriesLimit = 0.02;
}
