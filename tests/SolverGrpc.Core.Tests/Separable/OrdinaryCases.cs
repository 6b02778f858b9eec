using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests.Separable;

/// <summary>Days as desks trade them: U-shaped, exponents of 1.25 to 1.75, coefficients within a factor of four.</summary>
internal static class OrdinaryCases
{
    /// <summary>A random day.</summary>
    public static AllocationProblem Draw(Random random, int periods, ExtremeCases.Shape shape, bool capped)
    {
        var problem = new AllocationProblem();
        problem.Reset(periods);
        problem.Quantity = 2564 * (double)periods;
        double common = 1.25 + (.5 * random.NextDouble());
        for (int i = 0; i < periods; i++)
        {
            double z = (2 * (i + .5) / periods) - 1, depth = .01 * random.LogUniform(.5, 2) / (.4 + (1.2 * z * z));
            bool power = shape != ExtremeCases.Shape.Quadratic, quadratic = shape is ExtremeCases.Shape.Quadratic or ExtremeCases.Shape.Composite;
            problem.D[i] = !power ? 2 : shape == ExtremeCases.Shape.EqualPower ? common : 1.25 + (.5 * random.NextDouble());
            problem.C[i] = power ? depth * Math.Pow(1000, 1 - problem.D[i]) / problem.D[i] : 0;
            problem.B[i] = quadratic ? depth / 2000 : 0;
            problem.A[i] = shape is ExtremeCases.Shape.EqualPower or ExtremeCases.Shape.Power ? .01 : .02 * random.NextDouble();
            if (capped) problem.Upper[i] = 3 * 2564;
        }

        return problem;
    }
}
