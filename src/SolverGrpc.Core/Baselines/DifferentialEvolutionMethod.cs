using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// Differential evolution (Storn and Price, 1997), current-to-best/1 with binomial crossover, on a population of schedules:
/// every trial is made feasible by <see cref="SimplexRepair"/>, so that Σ x = S needs no penalty. Takes any cost and proves
/// nothing. Seeded: the same problem gives the same schedule, unless the budget cuts it short.
/// </summary>
public sealed class DifferentialEvolutionMethod : IAllocationMethod
{
    private const int Population = 40;
    private const int GenerationLimit = 1000;
    private const int PeriodLimit = 4096;
    private const double CrossoverRate = .9;
    private const double SpreadTolerance = 1e-12;
    private const ulong Seed = 390;

    /// <inheritdoc/>
    public Method Id => Method.DifferentialEvolution;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) =>
        (traits & ProblemTraits.Lots) != 0 ? "the method works with fractions of a share, not with whole lots"
        : (traits & ProblemTraits.MinimumSlice) != 0 ? "minimum slices are not kept by its mutations"
        : (traits & (ProblemTraits.VarianceLimit | ProblemTraits.ValueAtRiskLimit)) != 0 ? "limits on risk are not kept by its mutations"
        : null;

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        int n = schedule.Length;
        if (n > PeriodLimit) return new() { HasSchedule = false, Refusal = $"a population of schedules of more than {PeriodLimit} periods does not converge in reasonable time" };
        Span<double> upper = workspace.Take(n), population = workspace.Take(Population * n), value = workspace.Take(Population), trial = workspace.Take(n);
        FiniteBounds.Caps(problem, upper);
        var random = new SplitMix(Seed);
        Begin(problem, upper, ref random, population, value);

        int generation = 0, best = Lowest(value);
        LimitKind limit = LimitKind.Iterations;
        for (; generation < GenerationLimit && limit == LimitKind.Iterations; generation++)
        {
            double worst = value[0];
            foreach (double v in value) worst = Math.Max(worst, v);
            double spread = (worst - value[best]) / Math.Max(Math.Abs(worst), double.Epsilon);
            workspace.Residuals.Add(spread);
            if (spread <= SpreadTolerance) limit = LimitKind.None;
            for (int k = 0; k < Population && limit == LimitKind.Iterations; k++)
            {
                if (settings.Budget.Exhausted) limit = LimitKind.Time;
                Mutate(population, n, k, best, ref random, trial);
                SimplexRepair.Apply(trial, problem.Lower, upper, problem.Quantity);
                double cost = Objective.Of(problem, trial).Value;
                if (!(cost <= value[k])) continue;
                trial.CopyTo(Member(population, n, k));
                value[k] = cost;
                if (cost < value[best]) best = k;
            }
        }

        Member(population, n, best).CopyTo(schedule);
        Remainder.Close(schedule, problem.Lower, upper, problem.Quantity);
        return new() { Limit = limit, Iterations = generation };
    }

    // the equal split, and random schedules from even to concentrated: powers of exponential variates, 1 to 8
    private static void Begin(AllocationProblem problem, ReadOnlySpan<double> upper, ref SplitMix random, Span<double> population, Span<double> value)
    {
        int n = upper.Length;
        for (int k = 0; k < Population; k++)
        {
            Span<double> member = Member(population, n, k);
            double power = k % 8 + 1;
            double largest = 0;
            for (int i = 0; i < n; i++)
            {
                member[i] = k == 0 ? 1 : Math.Pow(-Math.Log(1 - random.NextDouble()), power);
                largest += member[i];
            }

            for (int i = 0; i < n; i++) member[i] *= problem.Quantity / largest;
            SimplexRepair.Apply(member, problem.Lower, upper, problem.Quantity);
            value[k] = Objective.Of(problem, member).Value;
        }
    }

    // x + F (best − x) + F (p − q), crossed with x
    private static void Mutate(ReadOnlySpan<double> population, int n, int k, int best, ref SplitMix random, Span<double> trial)
    {
        ReadOnlySpan<double> x = Member(population, n, k), b = Member(population, n, best);
        ReadOnlySpan<double> p = Member(population, n, random.NextInt(Population)), q = Member(population, n, random.NextInt(Population));
        double factor = .5 + (.5 * random.NextDouble());
        int always = random.NextInt(n);
        for (int i = 0; i < n; i++)
        {
            bool cross = i == always || random.NextDouble() < CrossoverRate;
            trial[i] = cross ? x[i] + (factor * (b[i] - x[i])) + (factor * (p[i] - q[i])) : x[i];
        }
    }

    private static int Lowest(ReadOnlySpan<double> value)
    {
        int best = 0;
        for (int k = 1; k < value.Length; k++)
            if (value[k] < value[best]) best = k;
        return best;
    }

    private static Span<double> Member(Span<double> population, int n, int k) => population.Slice(k * n, n);

    private static ReadOnlySpan<double> Member(ReadOnlySpan<double> population, int n, int k) => population.Slice(k * n, n);
}
