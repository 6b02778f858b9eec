using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Costs;

/// <summary>What a schedule costs, straight from the problem's definition; sums are compensated (Neumaier 1974).</summary>
public readonly record struct Objective(CostBreakdown Cost, double Variance, double Value)
{
    /// <summary>E, V and the objective of <paramref name="x"/> (length N, in shares).</summary>
    public static Objective Of(AllocationProblem problem, ReadOnlySpan<double> x) => Of(problem, x, []);

    /// <summary>The same; <paramref name="powers"/> receives x_i^(d_i − 1) where costs are curves, unless it is empty.</summary>
    internal static Objective Of(AllocationProblem problem, ReadOnlySpan<double> x, Span<double> powers)
    {
        (double linear, double temporary) = problem.Family == CostFamily.Levels ? Levels(problem, x) : Curves(problem, x, powers);
        bool inventory = problem.HasVariance || problem.HasDrift || problem.HasPermanentImpact;
        (double permanent, double drift, double variance) = inventory ? Inventory(problem, x) : default;
        var cost = new CostBreakdown(linear, temporary, permanent, drift);
        double value = cost.Total + problem.Risk.Kind switch
        {
            RiskKind.Aversion => problem.Risk.Value * variance,
            RiskKind.MinimizeValueAtRisk => problem.Risk.Z * Math.Sqrt(variance),
            _ => 0,
        };
        return new(cost, variance, value);
    }

    private static (double Linear, double Temporary) Curves(AllocationProblem problem, ReadOnlySpan<double> x, Span<double> powers)
    {
        Totals totals = KernelSelection.Run<CostCall, Totals>(new(problem, x, powers));
        (double linear, double temporary) = (totals.FirstSum, totals.SecondSum);
        return double.IsFinite(linear + temporary) ? (linear, temporary) : OneByOne(problem, x);
    }

    // where x^(d−1) is beyond the doubles x^d need not be
    private static (double Linear, double Temporary) OneByOne(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        ReadOnlySpan<double> a = problem.A, b = problem.B, c = problem.C, d = problem.D;
        var linear = new CompensatedSum();
        var temporary = new CompensatedSum();
        for (int i = 0; i < x.Length; i++)
        {
            linear.Add(a[i] * x[i]);
            temporary.Add(Curve.Value(0, b[i], c[i], d[i], x[i]));
        }

        return (linear.Value, temporary.Value);
    }

    private static (double Linear, double Temporary) Levels(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        var temporary = new CompensatedSum();
        ReadOnlySpan<double> size = problem.LevelSize, price = problem.LevelPrice;
        ReadOnlySpan<int> start = problem.LevelStart;
        for (int i = 0; i < x.Length; i++) temporary.Add(new BookLevels(size[start[i]..start[i + 1]], price[start[i]..start[i + 1]]).Value(x[i]));
        return (0, temporary.Value);
    }

    private static (double Permanent, double Drift, double Variance) Inventory(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        var permanent = new CompensatedSum();
        var drift = new CompensatedSum();
        var variance = new CompensatedSum();
        var remaining = new CompensatedSum();
        bool impact = problem.HasPermanentImpact, drifts = problem.HasDrift, varies = problem.HasVariance;
        ReadOnlySpan<double> gamma = problem.PermanentImpact, mu = problem.Drift, v = problem.PriceVariance;
        for (int i = x.Length - 1; i >= 0; i--)
        {
            // r_i as the sum of what is still to come: S − Σ x would drown a small r_i in the rounding of the slices before it
            double r = remaining.Value;
            if (impact) permanent.Add(gamma[i] * x[i] * r);
            if (drifts) drift.Add(mu[i] * r);
            if (varies) variance.Add(v[i] * r * r);
            remaining.Add(x[i]);
        }

        return (permanent.Value, drift.Value, variance.Value);
    }

    private readonly unsafe ref struct CostCall(AllocationProblem problem, ReadOnlySpan<double> schedule, Span<double> powers) : ILaneCall<Totals>
    {
        private readonly Span<double> _powers = powers;
        private readonly ReadOnlySpan<double> _schedule = schedule;

        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D, x = _schedule, power = _powers)
                return ChunkedPass.Run(new CostPass<TLane>(a, b, c, d, x, power), _schedule.Length);
        }
    }
}
