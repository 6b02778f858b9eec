using SolverGrpc.Core.Coupled.Kernels;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Traces the efficient frontier of a problem: the schedules that minimise E + κ V, for many κ (Almgren and Chriss, J. Risk 3,
/// 2000). Quadratic costs, with permanent impact or without, are solved several κ at a time, one in each element of a lane. One instance per
/// thread; nothing is allocated per point once it has grown to the size of the problem.
/// </summary>
public sealed class EfficientFrontier
{
    /// <summary>Most points that are solved together, and most doubles that their schedules may take.</summary>
    private const int PointsMax = 4 * ShootingCall.WidestLane, ValuesMax = 1 << 21;

    /// <summary>The first and the last κ above 0 leave this much of the variance between the cheapest and the least risky schedule undone.</summary>
    private const double Margin = 0.01;

    private const double Growth = 8;
    private const int SearchSteps = 80;

    private readonly InteriorPointMethod _method = new();
    private readonly Workspace _workspace = new();
    private readonly Workspace _memory = new();
    private readonly Answer _probe = new();

    /// <summary>What becomes of one point: its place among the aversions and its answer, which is reused for the next.</summary>
    public delegate void Point(int index, double aversion, Answer answer);

    /// <summary>How many points <see cref="Trace"/> solves together: 1 where every point is a solve of its own.</summary>
    public static int BatchOf(AllocationProblem problem, Method method)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int points = Math.Min(PointsMax, ValuesMax / problem.PeriodCount);
        bool fits = method == Method.Auto && problem.Quantity > 0 && !problem.Lots.Active && !problem.HasMinimumSlice
            && double.IsPositiveInfinity(problem.OrderSlippageLimit) && MeanVarianceShooting.Fits(problem);
        return fits && points >= ShootingCall.WidestLane ? points : 1;
    }

    /// <summary>
    /// Solves for every κ of <paramref name="aversions"/> (1/currency, ≥ 0), in order. The problem's own risk preference is
    /// ignored, and as it was afterwards.
    /// </summary>
    /// <param name="problem">The problem; it must not be used elsewhere meanwhile.</param>
    /// <param name="aversions">κ of the points.</param>
    /// <param name="settings">Called before each point: its budget begins then.</param>
    /// <param name="answer">Receives each answer, certificate included.</param>
    /// <param name="point">Called after each.</param>
    public void Trace(AllocationProblem problem, ReadOnlySpan<double> aversions, Func<SolveSettings> settings, Answer answer, Point point)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(point);
        RiskPreference own = problem.Risk;
        int batch = BatchOf(problem, settings().Method);
        bool batched = batch > 1;
        for (int first = 0; first < aversions.Length; first += batch)
        {
            ReadOnlySpan<double> some = aversions.Slice(first, Math.Min(batch, aversions.Length - first));
            int count = problem.PeriodCount;
            _memory.Reset();
            Span<double> schedules = _memory.Take(batched ? some.Length * count : 0), lambdas = _memory.Take(some.Length);
            if (batched) KernelSelection.Run<ShootingCall, bool>(new(problem, some, schedules, lambdas, _memory.Take(ShootingCall.WidestLane * count)));
            for (int k = 0; k < some.Length; k++)
            {
                problem.Risk = new(RiskKind.Aversion, some[k], 0);
                Span<double> schedule = batched ? schedules.Slice(k * count, count) : [];
                if (batched && IsWithin(problem, schedule) && double.IsFinite(lambdas[k]))
                {
                    ExactSum.Close(schedule, problem.Lower, problem.Upper, schedule, problem.Quantity);
                    var result = new MethodResult { Lambda = lambdas[k], VarianceMultiplier = some[k], Iterations = 1 };
                    Solver.Accept(problem, _method, result, schedule, settings(), _workspace, answer);
                }
                else
                {
                    Solver.Solve(problem, settings(), _workspace, answer);
                }

                point(first + k, some[k], answer);
            }
        }

        problem.Risk = own;
    }

    /// <summary>
    /// Chooses κ for points from the cheapest schedule (κ = 0, the first) to the least risky: the others are spaced evenly in log κ between where 1 %
    /// and where 99 % of the variance that can be avoided is avoided. All zero if nothing can be avoided.
    /// </summary>
    /// <param name="problem">The problem; its own risk preference is ignored.</param>
    /// <param name="settings">Called before each solve of the search: its budget begins then.</param>
    /// <param name="aversions">Receives κ, rising; at least 2.</param>
    /// <returns>False: no schedule was found, or no method minimises E + κ V here.</returns>
    public bool TryChoose(AllocationProblem problem, Func<SolveSettings> settings, Span<double> aversions)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(aversions.Length, 2);
        RiskPreference own = problem.Risk;
        aversions.Clear();
        bool found = TrySpan(problem, settings, out double low, out double high);
        problem.Risk = own;
        if (!found || high == 0) return found;
        for (int k = 1; k < aversions.Length; k++)
            aversions[k] = aversions.Length == 2 ? high : low * Math.Pow(high / low, (k - 1.0) / (aversions.Length - 2));
        return true;
    }

    private bool TrySpan(AllocationProblem problem, Func<SolveSettings> settings, out double low, out double high)
    {
        low = high = 0;
        if (!TryMeasure(problem, 0, settings, out double most)) return false;
        _memory.Reset();
        Span<double> fastest = _memory.Take(problem.PeriodCount);
        FrontLoading.Write(problem, fastest);
        double least = Costs.Objective.Of(problem, fastest).Variance, avoidable = most - least;
        if (!(avoidable > 1e-9 * most)) return true;
        double aversion = (Math.Abs(_probe.Cost.Total) + Math.Abs(_probe.Lambda * problem.Quantity)) / most;
        if (!(aversion > 0)) aversion = 1 / most;
        return TryFind(problem, settings, least + ((1 - Margin) * avoidable), ref aversion, ref low)
            && TryFind(problem, settings, least + (Margin * avoidable), ref aversion, ref high);
    }

    // V falls with κ; to a factor of 2 is near enough
    private bool TryFind(AllocationProblem problem, Func<SolveSettings> settings, double variance, ref double aversion, ref double found)
    {
        double below = 0, above = double.PositiveInfinity;
        for (int i = 0; i < SearchSteps && !(above <= 2 * below); i++)
        {
            if (!TryMeasure(problem, aversion, settings, out double reached)) return false;
            if (reached > variance) below = aversion;
            else above = aversion;
            aversion = double.IsInfinity(above) ? below * Growth : below == 0 ? above / Growth : Math.Sqrt(below) * Math.Sqrt(above);
        }

        found = double.IsInfinity(above) ? below : above;
        return found > 0;
    }

    private bool TryMeasure(AllocationProblem problem, double aversion, Func<SolveSettings> settings, out double variance)
    {
        problem.Risk = new(RiskKind.Aversion, aversion, 0);
        Solver.Solve(problem, settings(), _workspace, _probe);
        variance = _probe.Variance;
        return _probe.HasSchedule;
    }

    private static bool IsWithin(AllocationProblem problem, ReadOnlySpan<double> schedule)
    {
        ReadOnlySpan<double> upper = problem.Upper;
        for (int i = 0; i < schedule.Length; i++)
            if (!(schedule[i] >= 0 && schedule[i] <= upper[i])) return false;
        return true;
    }
}
