using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests;

/// <summary>Seeded random problems. A failing case is repeated by its seed, which every assertion prints.</summary>
internal static class Cases
{
    /// <summary>Runs <paramref name="check"/> for seeds first, first + 1, ...; a failure names the seed.</summary>
    public static void Run(int count, Action<Random> check, int first = 1)
    {
        for (int seed = first; seed < first + count; seed++)
        {
            try
            {
                check(new Random(seed));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        }
    }

    /// <summary>Log-uniform in [low, high].</summary>
    public static double LogUniform(this Random random, double low, double high) =>
        Math.Exp(Math.Log(low) + (random.NextDouble() * Math.Log(high / low)));

    /// <summary>True with this probability.</summary>
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>
    /// A feasible convex problem of curves: every mixture of linear, quadratic and power terms (exponents 1.05 to 4,
    /// own or common), spreads of either sign, floors and caps that bind here and there.
    /// </summary>
    public static AllocationProblem Convex(Random random, int periods)
    {
        double quantity = random.LogUniform(1, 1e6);
        double[] a = new double[periods], b = new double[periods], c = new double[periods], d = new double[periods];
        bool spread = random.Chance(.5), quadratic = random.Chance(.5), power = !quadratic || random.Chance(.5), ownExponent = random.Chance(.5), ties = random.Chance(.2);
        double common = 1.05 + (2.95 * random.NextDouble());
        for (int i = 0; i < periods; i++)
        {
            a[i] = spread ? random.NextDouble() - .2 : 0;
            b[i] = quadratic ? random.LogUniform(1e-6, 1e-2) : 0;
            d[i] = ownExponent ? 1.05 + (2.95 * random.NextDouble()) : common;
            c[i] = power ? random.LogUniform(1e-6, 1e-2) : 0;
            if (ties && random.Chance(.3)) (a[i], b[i], c[i]) = (random.Next(3), 0, 0);
        }

        AllocationProblem problem = Make.Curves(quantity, a, b, c, d);
        if (random.Chance(.5)) Bound(random, problem);
        return problem;
    }

    /// <summary>Random floors and caps that leave room for the quantity.</summary>
    public static void Bound(Random random, AllocationProblem problem)
    {
        int periods = problem.PeriodCount;
        double mean = problem.Quantity / periods;
        for (int i = 0; i < periods; i++)
        {
            problem.Lower[i] = random.Chance(.3) ? mean * random.NextDouble() : 0;
            problem.Upper[i] = random.Chance(.3) ? double.PositiveInfinity : problem.Lower[i] + (mean * 2.5 * random.NextDouble());
        }

        double room = 0;
        foreach (double cap in problem.Upper) room += cap;
        if (room < problem.Quantity) problem.Upper[random.Next(periods)] = double.PositiveInfinity;
    }
}
