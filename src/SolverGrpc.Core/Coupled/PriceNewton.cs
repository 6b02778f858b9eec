using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SolverGrpc.Core.Coupled.Kernels;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Power laws and risk and nothing else: with the prices p_i = λ − a − Σ over k &lt; i of W_k r_k as the only variables,
/// <code>
/// x_i = (p_i / (c_i d_i))^(1/(d_i − 1)),   p_i = p_{i+1} + W_i r_i,   r_i = Σ over k &gt; i of x_k,   Σ x = S,   W = 2 κ v
/// </code>
/// is solved by Newton: a <see cref="ResponsePass{TLane}"/> on lanes and a <see cref="PriceSweep"/> per step. In prices the power laws are as good
/// as straight (a price falls by less than an order of magnitude where trades fall by three), so that five or six steps from the
/// <see cref="TrajectoryPass{TLane}"/> are enough. Who calls looks whether the result keeps the caps: then it is the optimum.
/// </summary>
internal readonly ref struct PriceNewton
{
    /// <summary>Near d = 1 a price says little about a trade.</summary>
    private const double SteepestExponent = 64;

    private const int StepLimit = 40, ApproachLimit = 20, GuessLimit = 6;

    /// <summary>log₂ of how far the trades of the first prices may be from S; how much of itself a trade may change by for secants to mean something.</summary>
    private const double Rough = 0.3;

    /// <summary>
    /// A step after which no trade has changed by more than this part of itself is followed by one more, which changes them by its square; what that
    /// is wrong by is of its fourth order.
    /// </summary>
    private const double Precision = 4e-3;

    /// <summary>After a step that has changed no trade by more than this part of itself the next may be good enough.</summary>
    private const double Promising = 0.04;

    /// <summary>What a marginal cost may be wrong by after a step that need not be followed by another, as a part of the first price.</summary>
    private const double Settled = 1e-11;

    /// <summary>Excess of a target that is as good as none.</summary>
    private const double Arrived = 1e-12;

    /// <summary>Excess at which a search may as well start.</summary>
    private const double Near = 0.5;

    /// <summary>Slope of the excess in log κ that leads nowhere, and the steepest that a secant is believed.</summary>
    private const double Flat = 0.02, Steep = 16;

    /// <summary>Most by which κ changes in a step, and from where on the prices follow another trajectory.</summary>
    private const double Longest = 64, Leap = 2;

    /// <summary>h = 1 is where the trajectory becomes an exponential; this far from it it is as good as one.</summary>
    private const double NearlyOne = 0.05;

    private readonly AllocationProblem _problem;
    private readonly PriceColumns _columns;
    private readonly double _logMean, _exponent;

    /// <summary>Takes its memory, which must not move, from <paramref name="workspace"/>.</summary>
    public unsafe PriceNewton(AllocationProblem problem, Workspace workspace)
    {
        int count = problem.PeriodCount;
        _problem = problem;
        _columns = new()
        {
            T = Take(workspace, count),
            G = Take(workspace, count),
            Time = Take(workspace, count),
            Risk = Take(workspace, count),
            Next = Take(workspace, count),
            Price = Take(workspace, count),
            Compliance = Take(workspace, count),
            Offset = Take(workspace, count),
            Keep = Take(workspace, count),
            Shift = Take(workspace, count),
            Lift = Take(workspace, count),
        };
        for (int i = 0; i < count; i++) _columns.Time[i] = i + 0.5;
        double logShare = Math.Log2(problem.Quantity / count);
        Totals totals;
        fixed (double* b = problem.B, c = problem.C, d = problem.D)
        {
            PriceColumns columns = _columns with { B = b, C = c, D = d };
            totals = KernelSelection.Run<PricePrepareCall, Totals>(new(columns, logShare, count));
        }

        _logMean = totals.First / count;
        double h = count / totals.Second;
        _exponent = Math.Abs(h - 1) < NearlyOne ? 1 - NearlyOne : h;
        IsUsable = double.IsFinite(_logMean) && totals.Smallest > 0 && totals.Largest <= SteepestExponent;
    }

    /// <summary>The exponents are ordinary ones.</summary>
    public bool IsUsable { get; }

    /// <summary>Every period has one term, b x² or c x^d with d &gt; 1, besides a common spread; there are no floors, no drift, no permanent impact.</summary>
    public static bool Fits(AllocationProblem problem)
    {
        if (problem.Family != CostFamily.Curve || problem.HasDrift || problem.HasPermanentImpact
            || problem.A.ContainsAnyExcept(problem.A[0]) || problem.Lower.ContainsAnyExcept(0.0)) return false;
        ReadOnlySpan<double> b = problem.B, c = problem.C[..b.Length];
        for (int i = 0; i < b.Length; i++)
            if (b[i] == 0 == (c[i] == 0)) return false;
        return true;
    }

    /// <summary>
    /// Solves for <paramref name="aversion"/> in 1/currency; starts where it ended last if <paramref name="warm"/>. λ is in currency per share. False: it
    /// did not converge, or a cap is broken.
    /// </summary>
    public unsafe bool TrySolve(double aversion, bool warm, ResidualLog residuals, ref int iterations, Span<double> schedule, out double lambda)
    {
        lambda = double.NaN;
        double variance = Weigh(aversion);
        if (!warm && !TryGuess(aversion * variance)) return false;
        for (int step = 0; step < StepLimit; step++)
        {
            double changed = KernelSelection.Run<ResponseCall, Totals>(new(_columns, schedule.Length)).Largest;
            if (step > 0) residuals.Add(changed);
            if (!PriceSweep.TrySolve(_columns, schedule.Length, _problem.Quantity, out _)) return false;
            iterations++;
            bool last = step > 0 && changed <= Precision, look = warm ? step == 0 : step > 0 && changed <= Promising;
            if (!last && !look) continue;
            bool keeps = TryFinish(schedule, out lambda, out double wrong);
            if (last || wrong <= Settled * _columns.Next[0]) return keeps;
        }

        return false;
    }

    /// <summary>
    /// Looks for the κ that meets <paramref name="target"/>, one sweep for each: prices and κ arrive together. κ moves by secants of the excess once the
    /// prices hardly move, before that along the usual slope. Starts at <paramref name="first"/>; <paramref name="scale"/> is that of the costs. NaN: it leads nowhere.
    /// </summary>
    public double Approach(in RiskTarget target, double first, double scale, ref int iterations)
    {
        double aversion = first, before = double.NaN, excessBefore = double.NaN;
        if (!TryGuess(aversion * Weigh(aversion))) return double.NaN;
        for (int step = 0; step < ApproachLimit; step++)
        {
            double changed = KernelSelection.Run<ResponseCall, Totals>(new(_columns, _problem.PeriodCount)).Largest;
            if (!PriceSweep.TrySolve(_columns, _problem.PeriodCount, _problem.Quantity, out double weight)) return double.NaN;
            iterations++;
            double excess = target.ExcessAt(aversion, weight / (2 * aversion), scale);
            if (step > 0 && changed <= Precision && Math.Abs(excess) <= Arrived) return aversion;
            double secant = (excess - excessBefore) / Math.Log(aversion / before);
            bool settled = changed <= Rough;
            if (settled && secant is > -Flat and < Flat) return double.NaN;
            double slope = settled && secant is > -Steep and < 0 ? secant : RiskTarget.UsualVariance;

            // prices that are far off can make the excess rise: halfway back
            double stride = settled && secant > 0 ? Math.Sqrt(before / aversion) : Math.Clamp(Math.Exp(-excess / slope), 1 / Longest, Longest);
            (before, excessBefore) = (aversion, excess);
            aversion *= stride;
            if (!(aversion > 0 && double.IsFinite(aversion))) return double.NaN;
            double variance = Weigh(aversion);
            if ((stride < 1 / Leap || stride > Leap) && !TryGuess(aversion * variance)) return double.NaN;
        }

        return Math.Abs(excessBefore) < Near ? before : double.NaN;
    }

    // mean variance of a period
    private unsafe double Weigh(double aversion)
    {
        ReadOnlySpan<double> v = _problem.PriceVariance;
        Span<double> risk = new(_columns.Risk, v.Length);
        if (!_problem.HasVariance || aversion == 0)
        {
            risk.Clear();
            return 0;
        }

        double twice = 2 * aversion, sum = 0;
        for (int i = 0; i < risk.Length; i++)
        {
            sum += v[i];
            risk[i] = twice * v[i];
        }

        return sum / risk.Length;
    }

    // the first price whose trajectory trades about S
    private bool TryGuess(double aversion)
    {
        double h = _exponent, power = -2 * h / (1 - h), pace = (1 - h) / h * aversion * _problem.Quantity, logFirst = _logMean;
        for (int pass = 0; pass < GuessLimit; pass++)
        {
            double perPrice = pace * Math.Pow(2, -logFirst);
            Totals totals = KernelSelection.Run<TrajectoryCall, Totals>(new(_columns, logFirst, perPrice, power, _problem.PeriodCount));
            double off = Math.Log2(_problem.Quantity / totals.First);
            if (!double.IsFinite(off)) return false;
            if (Math.Abs(off) < Rough) break;
            logFirst += off * totals.First / totals.Second;
        }

        return true;
    }

    private unsafe bool TryFinish(Span<double> schedule, out double lambda, out double wrong)
    {
        lambda = _problem.A[0] + _columns.Next[0];
        fixed (double* trades = schedule, upper = _problem.Upper)
        {
            Totals totals = KernelSelection.Run<LinearTradesCall, Totals>(new(_columns with { Trades = trades, Upper = upper }, schedule.Length));
            wrong = totals.Largest;
            return totals.Smallest >= 0 && totals.OtherSmallest >= 0;
        }
    }

    private static unsafe double* Take(Workspace workspace, int count) => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(workspace.Take(count)));
}
