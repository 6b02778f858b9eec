using SolverGrpc.Core.Costs;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>g(x) = alpha x + beta x².</summary>
internal sealed class QuadraticReduction : ModelReduction
{
    public override ArrayField LeadingField => ArrayField.QuadraticAlpha;

    public override void Check(ProblemInput input, int periodCount, Violations violations)
    {
        ArrayCheck.PerPeriod(input, ArrayField.QuadraticAlpha, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.QuadraticBeta, periodCount, violations);
    }

    public override void Reduce(ProblemInput input, ImpactBasis basis, CurveColumns costs, Violations violations)
    {
        int periodCount = costs.Count;
        ReadOnlySpan<double> alpha = input[ArrayField.QuadraticAlpha].Expand(periodCount, 0);
        ReadOnlySpan<double> beta = input[ArrayField.QuadraticBeta].Expand(periodCount, 0);
        for (int i = 0; i < periodCount; i++)
        {
            var cost = new CanonicalCost();
            CanonicalCost.TryQuadratic(basis, alpha[i], beta[i], ref cost); // at most one power beyond x²
            costs.Set(i, cost);
        }
    }
}
