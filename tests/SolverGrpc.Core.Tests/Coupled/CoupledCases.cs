using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>Problems with risk, drift and permanent impact, and short ways to pose them.</summary>
internal static class CoupledCases
{
    /// <summary>The same problem with price variances, one for all or one per period.</summary>
    public static AllocationProblem Volatile(this AllocationProblem problem, params double[] variance)
    {
        problem.HasVariance = true;
        Spread(variance, problem.PriceVariance);
        return problem;
    }

    /// <summary>The same problem with drift, one for all or one per period.</summary>
    public static AllocationProblem Drifting(this AllocationProblem problem, params double[] drift)
    {
        problem.HasDrift = true;
        Spread(drift, problem.Drift);
        return problem;
    }

    /// <summary>The same problem with permanent impact, one for all or one per period.</summary>
    public static AllocationProblem Permanent(this AllocationProblem problem, params double[] impact)
    {
        problem.HasPermanentImpact = true;
        Spread(impact, problem.PermanentImpact);
        return problem;
    }

    /// <summary>The same problem with another risk preference.</summary>
    public static AllocationProblem Minding(this AllocationProblem problem, RiskKind kind, double value, double z = 0)
    {
        problem.Risk = new(kind, value, z);
        return problem;
    }

    /// <summary>Curves of every kind, bounds that bind here and there, variance (zero in some periods), drift of any sign, permanent impact.</summary>
    public static AllocationProblem Any(Random random, int periods)
    {
        AllocationProblem problem = Cases.Convex(random, periods);
        for (int i = 0; i < periods; i++)
            if (problem.B[i] == 0 && problem.C[i] == 0) problem.A[i] += .5;
        double[] variance = new double[periods], drift = new double[periods], impact = new double[periods];
        bool gaps = random.Chance(.3), own = random.Chance(.5);
        double size = random.LogUniform(1e-9, 1e-6);
        for (int i = 0; i < periods; i++)
        {
            variance[i] = gaps && random.Chance(.2) ? 0 : random.LogUniform(1e-3, 1);
            drift[i] = (random.NextDouble() - .5) * .1;
            impact[i] = own ? size * random.NextDouble() : size;
        }

        problem.Volatile(variance);
        if (random.Chance(.3)) problem.Drifting(drift);
        if (random.Chance(.3)) problem.Permanent(impact);
        return problem;
    }

    /// <summary>κ at which risk and cost of an equal split weigh about the same, times something between 1/1000 and 100.</summary>
    public static double SomeAversion(Random random, AllocationProblem problem)
    {
        int periods = problem.PeriodCount;
        double cost = 0, variance = 0, share = problem.Quantity / periods;
        for (int i = 0; i < periods; i++)
        {
            cost += Math.Abs(problem.A[i] * share) + (problem.B[i] * share * share) + (problem.C[i] * Math.Pow(share, problem.D[i]));
            variance += problem.PriceVariance[i] * problem.Quantity * problem.Quantity / 4;
        }

        return variance > 0 ? cost / variance * random.LogUniform(1e-3, 1e2) : 0;
    }

    /// <summary>There is something to decide.</summary>
    public static bool HasRoom(AllocationProblem problem) => Feasibility.Check(problem, TraitsOf.Problem(problem), out _, out _) == Feasibility.Room.Some;

    /// <summary>No move of shares from one period to another that the bounds allow lowers the objective by more than a rounding error.</summary>
    public static void AssertNoMoveImproves(AllocationProblem problem, ReadOnlySpan<double> schedule, Random random, int moves)
    {
        double[] moved = schedule.ToArray();
        double best = Reference.Objective(problem, schedule), tolerance = 1e-11 * (Math.Abs(best) + Reference.Size(problem, schedule));
        for (int k = 0; k < moves; k++)
        {
            int from = random.Next(moved.Length), to = random.Next(moved.Length);
            double room = Math.Min(moved[from] - problem.Lower[from], problem.Upper[to] - moved[to]);
            double shares = Math.Min(room, problem.Quantity * random.LogUniform(1e-9, .1));
            if (from == to || shares <= 0) continue;
            (double source, double target) = (moved[from], moved[to]);
            moved[from] -= shares;
            moved[to] += shares;
            double objective = Reference.Objective(problem, moved);
            Assert.True(objective >= best - tolerance, $"moving {shares:R} from {from} to {to}: {objective:R} < {best:R}");
            (moved[from], moved[to]) = (source, target);
        }
    }

    private static void Spread(double[] values, Span<double> target)
    {
        for (int i = 0; i < target.Length; i++) target[i] = values[values.Length == 1 ? 0 : i];
    }
}
