using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests.Separable;

/// <summary>Convex curves at the ends of what a request may contain, in every shape that has a kernel of its own.</summary>
public static class ExtremeCases
{
    /// <summary>Which terms the curves have.</summary>
    public enum Shape
    {
        EqualPower,
        Power,
        Quadratic,
        SpreadPower,
        Composite,
    }

    /// <summary>How caps relate to the quantity.</summary>
    public enum Caps
    {
        None,
        Everywhere,
        Nowhere,
        Exactly,
        Some,
    }

    /// <summary>A random problem. <paramref name="decades"/>: coefficients are log-uniform over 10^±decades.</summary>
    internal static AllocationProblem Draw(Random random, int periods, Shape shape, Caps caps, double decades)
    {
        var problem = new AllocationProblem();
        problem.Reset(periods);
        double quantity = problem.Quantity = random.LogUniform(1e-3, 1e9);
        double scale = Math.Pow(10, decades), common = Exponent(random), centre = random.LogUniform(1 / scale, scale);
        double spread = random.Chance(.5) ? scale : 10, mean = quantity / periods;
        for (int i = 0; i < periods; i++)
        {
            bool power = shape != Shape.Quadratic && (shape != Shape.Composite || random.Chance(.7));
            bool quadratic = shape == Shape.Quadratic || (shape == Shape.Composite && (!power || random.Chance(.5)));
            problem.C[i] = power ? Coefficient(random, centre, spread, scale) : 0;
            problem.D[i] = !power ? 2 : shape == Shape.EqualPower ? common : Exponent(random);
            problem.B[i] = quadratic ? Coefficient(random, centre, spread, scale) : 0;
            bool priced = shape is Shape.SpreadPower or Shape.Quadratic or Shape.Composite;
            problem.A[i] = priced && random.Chance(.7) ? (random.NextDouble() - .5) * random.LogUniform(1e-3, 1e3) : 0;
        }

        for (int i = 0; i < periods; i++) problem.Upper[i] = Cap(random, caps, mean);
        if (random.Chance(.3))
            for (int i = 0; i < periods; i++) problem.Lower[i] = Math.Min(problem.Upper[i], random.Chance(.5) ? 0 : mean * random.NextDouble() * .8);
        if (caps == Caps.Exactly && problem.Upper.IndexOf(double.PositiveInfinity) < 0) problem.Quantity = Costs.CompensatedSum.Of(problem.Upper);
        return problem;
    }

    private static double Exponent(Random random) => random.Next(4) switch
    {
        0 => 1 + random.LogUniform(1e-9, 1e-2),
        1 => 1.2 + (.6 * random.NextDouble()),
        _ => 1.001 + (4.999 * random.NextDouble()),
    };

    private static double Coefficient(Random random, double centre, double spread, double scale) =>
        random.Chance(.02) && scale > 1e100 ? double.Epsilon * random.Next(1, 1000)
        : Math.Clamp(centre * random.LogUniform(1 / spread, spread), 1 / scale, scale);

    private static double Cap(Random random, Caps caps, double mean) => caps switch
    {
        Caps.None => double.PositiveInfinity,
        Caps.Everywhere => mean * (1 + (1e-3 * random.NextDouble())),
        Caps.Nowhere => mean * 1e6,
        Caps.Exactly => mean * (.5 + random.NextDouble()),
        _ => random.Chance(.5) ? double.PositiveInfinity : mean * random.LogUniform(.3, 10),
    };
}
