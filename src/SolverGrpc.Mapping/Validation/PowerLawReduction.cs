using SolverGrpc.Core.Costs;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>g(x) = alpha sigma x^beta.</summary>
internal sealed class PowerLawReduction : ModelReduction
{
    public override ArrayField LeadingField => ArrayField.PowerLawAlpha;

    public override void Check(ProblemInput input, int periodCount, Violations violations)
    {
        ArrayCheck.PerPeriod(input, ArrayField.PowerLawAlpha, periodCount, violations, required: true);
        ArrayCheck.PerPeriod(input, ArrayField.PowerLawSigma, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.PowerLawBeta, periodCount, violations, required: true);
    }

    public override void Reduce(ProblemInput input, ImpactBasis basis, CurveColumns costs, Violations violations)
    {
        int periodCount = costs.Count;
        ReadOnlySpan<double> alpha = input[ArrayField.PowerLawAlpha].Expand(periodCount, 0);
        ReadOnlySpan<double> sigma = input[ArrayField.PowerLawSigma].Expand(periodCount, 1);
        ReadOnlySpan<double> beta = input[ArrayField.PowerLawBeta].Expand(periodCount, 0);
        Span<double> c = costs.C, d = costs.D;
        double more = basis == ImpactBasis.PerShare ? 1 : 0;
        bool alone = !costs.HasHalfSpread;
        for (int i = 0; i < c.Length; i++)
        {
            double scale = alpha[i] * sigma[i], power = beta[i] + more;
            if (alone && CanonicalCost.IsPower(scale, power))
            {
                c[i] = scale;
                d[i] = power;
                continue;
            }

            var cost = new CanonicalCost();
            CanonicalCost.TryPowerLaw(basis, scale, beta[i], ref cost); // one term always fits
            costs.Set(i, cost);
        }
    }
}
