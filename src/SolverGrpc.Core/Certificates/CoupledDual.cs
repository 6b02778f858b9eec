using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on every schedule of a convex coupled problem. For any κ ≥ 0, any anchor p and any λ, with
/// g_i = ∂(E + κ V)/∂x_i at p (r_i = Σ_{j&gt;i} x_j; at a kink of a book any subgradient),
/// <code>
/// E(y) + 2 κ Σ v_i r_i(p) r_i(y)  ≥  E(p) + 2 κ V(p) + λ (S − Σ p) + Σ min over l_i ≤ y ≤ u_i of (g_i − λ)(y − p_i)  =: D
/// </code>
/// because E is convex and the other term linear (together with V(y) ≥ 2 Σ v r(p) r(y) − V(p) it is enough that E + κ V is
/// convex). No bound on y is missing: u_i is the implied cap min(u_i, S − Σ_{j≠i} l_j), which is finite. From it
/// <code>
/// minimise E + κ V                  D − κ V(p)
/// minimise E           V ≤ R        D − κ V(p) − κ R
/// minimise E + z √V                 D              if 2 κ √V(p) ≤ z           (Cauchy-Schwarz: √V(p) √V(y) ≥ Σ v r(p) r(y))
/// minimise E  E + z √V ≤ limit      (1 + ν) D − ν limit,   ν = 2 κ √V(p) / (z − 2 κ √V(p))
/// minimise E + κ₀ V    E ≤ limit    (1 + ν) (D − κ V(p)) − ν limit,   ν = κ₀ / κ − 1 ≥ 0
/// minimise E + z √V    E ≤ limit    (1 + ν) D − ν limit,              ν = z / (2 κ √V(p)) − 1 ≥ 0
/// </code>
/// The last two with ν = 0 hold as well, and the better one counts.
/// With V(p) = 0 any w ≥ 0 stands in for 2 κ v r(p), and ‖w‖ = (Σ w² / v)^½ for 2 κ √V(p).
/// (Boyd and Vandenberghe, Convex Optimization, 5.1 and 5.5.) The bound is tried at the λ of the method and at the smallest g_i
/// of the periods with room: there no rounding error of some g_i is multiplied with S once per period.
/// </summary>
internal static class CoupledDual
{
    /// <summary>Largest part of z that 2 κ √V may take; the price of a value-at-risk limit is infinite at 1.</summary>
    private const double LargestWeight = 1 - 1e-11;

    /// <summary>
    /// Close to the smallest value at risk the price of the limit grows without end, and what it multiplies is a difference of
    /// numbers that agree. This part of their size is taken off for their rounding.
    /// </summary>
    private const double PriceRounding = 1e-14;

    /// <summary>Part of λ S that is not worth a second look in one period.</summary>
    private const double Negligible = 1e-14;

    /// <summary>A bound closer than this to the cost is not tried to improve.</summary>
    private const double Tight = 1e-11;

    /// <summary>Part of S by which a schedule is off by rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>The bound and what goes with it.</summary>
    /// <param name="LowerBound">−∞ if nothing is proven.</param>
    /// <param name="KktResidual">Largest violation of stationarity, relative to the marginal costs.</param>
    /// <param name="RoundingScale">Sizes of the terms that rounding errors come from.</param>
    public readonly record struct Bound(double LowerBound, double KktResidual, double RoundingScale);

    /// <summary>The bound at anchor <paramref name="p"/>, for λ and κ as a method claims them.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="p">The anchor.</param>
    /// <param name="anchor">What it costs.</param>
    /// <param name="powers">p_i^(d_i − 1) of curves.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="claimedKappa">κ.</param>
    /// <param name="workspace">Scratch memory.</param>
    public static Bound At(
        AllocationProblem problem, ReadOnlySpan<double> p, in Objective anchor, ReadOnlySpan<double> powers, double lambda, double claimedKappa, Workspace workspace)
    {
        RiskPreference risk = problem.Risk;
        double spread = Math.Sqrt(anchor.Variance);
        double kappa = risk.Kind switch
        {
            RiskKind.Aversion => double.IsFinite(problem.OrderSlippageLimit) ? Math.Clamp(claimedKappa, 0, risk.Value) : risk.Value,
            RiskKind.VarianceLimit => Math.Max(claimedKappa, 0),
            RiskKind.MinimizeValueAtRisk => Math.Clamp(claimedKappa, 0, risk.Z / (2 * spread)),
            RiskKind.ValueAtRiskLimit => Math.Clamp(claimedKappa, 0, LargestWeight * risk.Z / (2 * spread)),
            _ => 0,
        };
        if (!double.IsFinite(kappa) || !problem.HasVariance) kappa = 0;
        bool quadraticRisk = risk.Kind is RiskKind.Aversion or RiskKind.VarianceLimit;
        if (!CoupledConvexity.Proven(problem, quadraticRisk ? kappa : 0)) return new(double.NegativeInfinity, double.NaN, 0);
        if (anchor.Variance == 0 && problem.HasVariance && risk.Kind is not (RiskKind.None or RiskKind.Aversion)) return AtNoRisk(problem, p, powers, lambda, anchor, workspace);
        return Weigh(problem, anchor, kappa, 2 * kappa * spread, new Gradient(problem, p, powers, kappa, []), lambda, workspace);
    }

    /// <summary>The same where V(p) = 0, with the slopes of <see cref="RiskSupport"/> in place of 2 κ v r(p).</summary>
    private static Bound AtNoRisk(AllocationProblem problem, ReadOnlySpan<double> p, ReadOnlySpan<double> powers, double lambda, in Objective anchor, Workspace workspace)
    {
        int count = p.Length;
        Span<double> slopes = workspace.Take(count);
        new Gradient(problem, p, powers, 0, []).WriteSavings(lambda, slopes);
        double norm = RiskSupport.Write(problem, slopes, workspace.Take((2 * count) + 2)), weight = norm;
        if (problem.Risk.Kind != RiskKind.VarianceLimit && norm > LargestWeight * problem.Risk.Z)
        {
            weight = LargestWeight * problem.Risk.Z;
            foreach (ref double slope in slopes) slope *= weight / norm;
        }

        // V ≤ R bounds Σ w r by ‖w‖ √R
        Bound bound = Weigh(problem, anchor, 0, weight, new Gradient(problem, p, powers, 0, slopes), lambda, workspace);
        return problem.Risk.Kind == RiskKind.VarianceLimit ? bound with { LowerBound = bound.LowerBound - (norm * Math.Sqrt(problem.Risk.Value)) } : bound;
    }

    /// <param name="problem">The problem.</param>
    /// <param name="anchor">Its objective at p.</param>
    /// <param name="kappa">κ.</param>
    /// <param name="weight">2 κ √V(p), what √V counts.</param>
    /// <param name="gradient">g.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="workspace">Scratch memory.</param>
    private static Bound Weigh(AllocationProblem problem, in Objective anchor, double kappa, double weight, Gradient gradient, double lambda, Workspace workspace)
    {
        RiskPreference risk = problem.Risk;
        double weighed = kappa * anchor.Variance, value = anchor.Cost.Total + (2 * weighed), dual, residual;
        CurveDual curves = gradient.OnLanes(lambda, value, workspace);
        if (curves.IsTight)
        {
            (dual, residual) = (curves.LowerBound, curves.KktResidual);
        }
        else
        {
            Scan atClaim = gradient.ScanAt(lambda);
            bool tight = atClaim.Descent >= -Tight * Math.Abs(anchor.Cost.Total);
            Scan atLeast = !tight && double.IsFinite(atClaim.LeastWithRoom) ? gradient.ScanAt(atClaim.LeastWithRoom) : atClaim;
            dual = value + Math.Max(atClaim.Descent, atLeast.Descent);
            residual = atClaim.Violation / Math.Max(Math.Abs(lambda), gradient.MeanMarginal);
        }

        double price = risk.Kind == RiskKind.ValueAtRiskLimit && weight > 0 ? weight / (risk.Z - weight) : 0;

        // a limit that p itself breaks, be it by rounding, is taken where p is: that only lowers the bound
        double kappaLimit = risk.Kind == RiskKind.VarianceLimit && weighed > 0 ? weighed * Math.Max(1, risk.Value / anchor.Variance) : 0;
        double varLimit = Math.Max(risk.Value, anchor.Cost.Total + (risk.Z * Math.Sqrt(anchor.Variance)));
        double size = Math.Abs(lambda * problem.Quantity) + weighed + Math.Abs(anchor.Cost.Total);
        double bound = risk.Kind switch
        {
            RiskKind.Aversion => dual - weighed,
            RiskKind.VarianceLimit => dual - weighed - kappaLimit,
            RiskKind.ValueAtRiskLimit => dual + (price * (dual - varLimit)) - (PriceRounding * price * size),
            _ => dual,
        };
        if (double.IsFinite(problem.OrderSlippageLimit))
        {
            double whole = risk.Kind switch
            {
                RiskKind.Aversion when kappa > 0 => risk.Value / kappa,
                RiskKind.MinimizeValueAtRisk when weight > 0 => risk.Z / weight,
                _ => 1,
            };
            double costLimit = Math.Max(problem.OrderSlippageLimit * problem.Quantity, anchor.Cost.Total), slipPrice = Math.Max(0, whole - 1);
            bound = Math.Max(bound, bound + (slipPrice * (bound - costLimit)) - (PriceRounding * slipPrice * size));
        }

        return new(double.IsNaN(bound) ? double.NegativeInfinity : bound, residual, size);
    }

    /// <summary>One pass over the gradient at some λ.</summary>
    /// <param name="Descent">λ (S − Σ p) + Σ min (g_i − λ)(y − p_i).</param>
    /// <param name="Violation">Largest |g_i − λ| in a direction that the bounds leave open.</param>
    /// <param name="LeastWithRoom">Smallest g_i of a period below its cap.</param>
    private readonly record struct Scan(double Descent, double Violation, double LeastWithRoom);

    private ref struct Gradient
    {
        private readonly AllocationProblem _problem;
        private readonly ReadOnlySpan<double> _p;
        private readonly ReadOnlySpan<double> _a, _b, _c, _d, _lower, _upper, _variance;
        private readonly ReadOnlySpan<double> _powers;
        private readonly ReadOnlySpan<double> _slopes;
        private readonly double _kappa;
        private readonly double _free;
        private readonly CompensatedSum _total;

        /// <param name="problem">The problem.</param>
        /// <param name="p">The anchor.</param>
        /// <param name="powers">p_i^(d_i − 1) of curves.</param>
        /// <param name="kappa">κ, unless slopes are given.</param>
        /// <param name="slopes">w_i in place of 2 κ v_i r_i; empty: none.</param>
        public Gradient(AllocationProblem problem, ReadOnlySpan<double> p, ReadOnlySpan<double> powers, double kappa, ReadOnlySpan<double> slopes)
        {
            _powers = powers;
            _a = problem.A;
            _b = problem.B;
            _c = problem.C;
            _d = problem.D;
            _lower = problem.Lower;
            _upper = problem.Upper;
            _variance = problem.PriceVariance;
            _slopes = slopes;
            _problem = problem;
            _p = p;
            _kappa = kappa;
            _free = Math.Max(0, problem.Quantity - CompensatedSum.Of(problem.Lower));
            foreach (double x in p) _total.Add(x);
        }

        /// <summary>Σ p |f'(p)| / S, after a scan.</summary>
        public double MeanMarginal { get; private set; }

        /// <summary>
        /// The bound D at λ where the periods are coupled by prices alone (<see cref="CoupledPrices"/>), on lanes; nothing elsewhere.
        /// <paramref name="value"/> is E(p) + 2 κ V(p).
        /// </summary>
        public readonly CurveDual OnLanes(double lambda, double value, Workspace workspace)
        {
            if (_problem.Family != CostFamily.Curve || _problem.HasPermanentImpact) return default;
            Span<double> prices = workspace.Take(_p.Length);
            CoupledPrices.Write(_problem, _p, _problem.HasVariance ? _kappa : 0, _slopes, prices);
            return CurveDual.At(_problem, prices, lambda, _p, Math.Abs(LaneSum.Of(_p) - _problem.Quantity), value, _powers);
        }

        /// <summary>λ − g_i: what a share more in period i saves.</summary>
        public readonly void WriteSavings(double lambda, Span<double> savings)
        {
            var earlier = new CompensatedSum();
            CompensatedSum remaining = _total;
            for (int i = 0; i < _p.Length; i++)
            {
                double x = _p[i];
                remaining.Add(-x);
                double r = i == _p.Length - 1 ? 0 : remaining.Value, permanent = _problem.HasPermanentImpact ? _problem.PermanentImpact[i] : 0;
                savings[i] = lambda - (earlier.Value + (permanent * r) + AnchorMarginal(i, out _).Right);
                earlier.Add(permanent * x);
                if (_problem.HasDrift) earlier.Add(_problem.Drift[i]);
            }
        }

        public Scan ScanAt(double lambda)
        {
            var descent = new CompensatedSum();
            var earlier = new CompensatedSum();
            CompensatedSum remaining = _total;
            descent.Add(lambda * (_problem.Quantity - _total.Value));
            double worthwhile = Negligible * Math.Abs(lambda) * _problem.Quantity;
            double violation = 0, least = double.PositiveInfinity, marginals = 0, errors = 0;
            for (int i = 0; i < _p.Length; i++)
            {
                double x = _p[i];
                remaining.Add(-x);
                double r = i == _p.Length - 1 ? 0 : remaining.Value, coupled = earlier.Value;
                if (_problem.HasPermanentImpact)
                {
                    coupled += _problem.PermanentImpact[i] * r;
                    earlier.Add(_problem.PermanentImpact[i] * x);
                }

                if (_problem.HasDrift) earlier.Add(_problem.Drift[i]);
                if (!_slopes.IsEmpty) earlier.Add(_slopes[i]);
                else if (_problem.HasVariance) earlier.Add(2 * _kappa * _variance[i] * r);
                (double left, double right) = AnchorMarginal(i, out double error);
                double slope = coupled + Math.Clamp(lambda - coupled, left, right) - lambda;
                double lower = Math.Min(_lower[i], x), upper = Math.Max(x, Math.Min(_upper[i], _lower[i] + _free));
                double reach = slope > 0 ? lower - x : upper - x;
                errors += error * (upper - lower + x);
                if (slope != 0 && reach != 0)
                {
                    double fall = slope * reach;
                    if (fall < -worthwhile) Refine(i, x, lambda - coupled, lower, upper, ref fall, ref slope);
                    descent.Add(fall);
                    violation = Math.Max(violation, Math.Abs(slope));
                }

                if (x < upper) least = Math.Min(least, coupled + right);
                marginals += x * Math.Abs(double.IsFinite(right) ? right : left);
            }

            MeanMarginal = marginals / _problem.Quantity;
            return new(descent.Value - errors, violation, least);
        }

        /// <summary>
        /// The tangent of f_i may touch elsewhere than at x, even where permanent impact uses up the least curvature m of f_i: f_i − ½ m x²
        /// is convex still, and so is all the rest with ½ m x². At the solution y of f_i'(y) = θ it is lowest. x may be that solution
        /// rounded: 1e-18 shares have a price where d = 1.05, and a share beside the end of a level another one.
        /// </summary>
        private readonly void Refine(int i, double x, double theta, double lower, double upper, ref double fall, ref double slope)
        {
            double m = _problem.HasPermanentImpact ? CoupledConvexity.LeastCurvature(_problem, i, lower, upper) : 0;
            double y = Math.Clamp(Response(i, theta), lower, upper), step = y - x;
            (double left, double right) = OwnMarginal(i, y);
            double tilt = Math.Clamp(theta + (m * step), left, right) - theta - (m * step);
            double touch = OwnCost(i, y) - OwnCost(i, x) - (((m / 2 * step) + theta) * step);
            double refined = touch + (tilt == 0 ? 0 : tilt * ((tilt > 0 ? lower : upper) - y));
            if (!(refined > fall)) return;
            fall = refined;
            if (Math.Abs(step) <= Rounding * _problem.Quantity) slope = 0;
        }

        // how much the period takes at a price of θ per share; x where that is not determined
        private readonly double Response(int i, double theta)
        {
            if (_problem.Family == CostFamily.Levels) return _problem.LevelsOf(i).DepthBelow(theta);
            double a = _problem.A[i], b = _problem.B[i], c = _problem.C[i];
            return theta <= a ? 0 : b == 0 && c == 0 ? _p[i] : Curve.InverseMarginal(b, c, _problem.D[i], theta - a);
        }

        /// <summary>
        /// f_i'(p_i) from the power that its cost was computed with, and what the kernel's error and rounding may make of it and, times p_i, of
        /// f_i(p_i): see <see cref="CurveDualPass{TLane}"/>.
        /// </summary>
        private readonly (double Left, double Right) AnchorMarginal(int i, out double error)
        {
            error = 0;
            double x = _p[i];
            if (_problem.Family == CostFamily.Levels) return OwnMarginal(i, x);
            double power = _powers[i], d = _d[i], a = _a[i];
            if (x != 0 && !(power is > CurveDual.SmallestPower and < CurveDual.LargestPower)) return OwnMarginal(i, x);
            double curved = (2 * _b[i] * x) + (_c[i] * d * power), marginal = a + curved;
            error = (CurveDual.ErrorUnits + d) * CurveDual.Unit * (Math.Abs(a) + curved);
            return (marginal, marginal);
        }

        private readonly double OwnCost(int i, double x) => _problem.Family == CostFamily.Levels
            ? _problem.LevelsOf(i).Value(x)
            : Curve.Value(_problem.A[i], _problem.B[i], _problem.C[i], _problem.D[i], x);

        private readonly (double Left, double Right) OwnMarginal(int i, double x)
        {
            if (_problem.Family == CostFamily.Levels) return _problem.LevelsOf(i).Marginal(x);
            double marginal = Curve.Marginal(_problem.A[i], _problem.B[i], _problem.C[i], _problem.D[i], x);
            return (marginal, marginal);
        }
    }
}
