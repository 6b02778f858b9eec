using SolverGrpc.Core.Problems;

namespace SolverGrpc.Bench;

/// <summary>The classes of problems, each with an ordinary instance of any size. bench/README.md says how they are drawn.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LargestCount">N beyond which it is not measured: the table of dynamic programming would not fit.</param>
/// <param name="Shape">Makes it of an instance with own exponents.</param>
internal sealed record ProblemClass(string Name, int LargestCount, Action<AllocationProblem, Random> Shape)
{
    private const double MeanShares = 2564;

    private const int Million = 1_000_000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemClass> All { get; } =
    [
        new("power", Million, (_, _) => { }),
        new("caps", Million, (problem, _) => problem.Upper.Fill(3 * MeanShares)),
        new("quadratic", Million, (problem, random) => Quadratic(problem, random, .05)),
        new("a+power", Million, Spread),
        new("composite", Million, Composite),
        new("book", Million, Book),
        new("concave", Million, Concave),
        new("lots", Million, Lots),
        new("risk-quadratic", Million, (problem, random) => Risk(Common(problem, random), RiskKind.Aversion, 1e-7)),
        new("risk-power", Million, (problem, _) => Risk(problem, RiskKind.Aversion, 1e-7)),
        new("variance-limit", Million, (problem, _) => Risk(problem, RiskKind.VarianceLimit, .2 * VarianceOfEqualSplit(problem))),
        new("var-limit", Million, ValueAtRisk),
        new("permanent", Million, Permanent),
        new("dp", 10_000, DynamicProgramming),
    ];

    /// <summary>The sizes it is measured at.</summary>
    public IEnumerable<int> Counts => new[] { 8, 390, 10_000, Million }.Where(count => count <= LargestCount);

    /// <summary>The class called <paramref name="name"/>.</summary>
    public static ProblemClass Named(string name) => All.First(item => item.Name == name);

    /// <summary>Its instance of <paramref name="count"/> periods; the seed is the count.</summary>
    public AllocationProblem Draw(int count)
    {
        AllocationProblem problem = BenchInstance.Draw(BenchTask.Power, count).Problem;
        Shape(problem, new Random(count + 2));
        return problem;
    }

    private static AllocationProblem Quadratic(AllocationProblem problem, Random random, double spread)
    {
        problem.C.Clear();
        problem.D.Fill(2);
        for (int i = 0; i < problem.PeriodCount; i++)
        {
            problem.B[i] = 5e-6 * Math.Pow(4, random.NextDouble());
            problem.A[i] = spread * random.NextDouble();
        }

        return problem;
    }

    private static AllocationProblem Common(AllocationProblem problem, Random random) => Quadratic(problem, random, 0);

    private static void Spread(AllocationProblem problem, Random random)
    {
        for (int i = 0; i < problem.PeriodCount; i++) problem.A[i] = .01 * random.NextDouble();
    }

    private static void Composite(AllocationProblem problem, Random random)
    {
        Spread(problem, random);
        for (int i = 0; i < problem.PeriodCount; i++) problem.B[i] = 1e-6 * Math.Pow(4, random.NextDouble());
    }

    private static void Book(AllocationProblem problem, Random random)
    {
        const int Levels = 5;
        int count = problem.PeriodCount;
        problem.C.Clear();
        problem.D.Fill(2);
        problem.ResetLevels(count * Levels);
        for (int i = 0; i < count; i++)
        {
            double price = .01 * random.NextDouble();
            problem.LevelStart[i] = i * Levels;
            for (int k = i * Levels; k < (i + 1) * Levels; k++)
            {
                problem.LevelSize[k] = 400 + (1200 * random.NextDouble());
                problem.LevelPrice[k] = price;
                price += .01;
            }
        }

        problem.LevelStart[count] = count * Levels;
    }

    private static void Concave(AllocationProblem problem, Random random)
    {
        for (int i = 0; i < problem.PeriodCount; i++)
        {
            problem.D[i] = .3 + (.6 * random.NextDouble());
            problem.C[i] = Math.Exp(2 * random.NextDouble());
        }
    }

    private static void Lots(AllocationProblem problem, Random random)
    {
        problem.Quantity = Math.Round(problem.Quantity / 100) * 100;
        problem.Lots = new(100, (long)problem.Quantity, 1, OddLotRule.None);
    }

    private static void Risk(AllocationProblem problem, RiskKind kind, double value, double z = 0)
    {
        problem.HasVariance = true;
        problem.PriceVariance.Fill(.9 / problem.PeriodCount);
        problem.Risk = new(kind, value, z);
    }

    private static double VarianceOfEqualSplit(AllocationProblem problem)
    {
        int count = problem.PeriodCount;
        double variance = 0;
        for (int i = 0; i < count; i++)
        {
            double remaining = problem.Quantity * (count - 1 - i) / count;
            variance += .9 / count * remaining * remaining;
        }

        return variance;
    }

    private static void ValueAtRisk(AllocationProblem problem, Random random) =>
        Risk(problem, RiskKind.ValueAtRiskLimit, 1.5 * Math.Sqrt(VarianceOfEqualSplit(problem)), 1.645);

    private static void Permanent(AllocationProblem problem, Random random)
    {
        Risk(Common(problem, random), RiskKind.Aversion, 1e-7);
        problem.HasPermanentImpact = true;
        problem.PermanentImpact.Fill(1e-7);
    }

    private static void DynamicProgramming(AllocationProblem problem, Random random)
    {
        Concave(problem, random);
        Risk(problem, RiskKind.Aversion, 1e-7);
        problem.Quantity = 1000;
        problem.Lots = new(1, 1000, 1, OddLotRule.None);
    }
}
