using SolverGrpc.Core.Costs;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>g(x) = a x + b x² + c x^d.</summary>
internal sealed class CompositeReduction : ModelReduction
{
    public override ArrayField LeadingField => ArrayField.CompositeA;

    public override void Check(ProblemInput input, int periodCount, Violations violations)
    {
        ArrayCheck.PerPeriod(input, ArrayField.CompositeA, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.CompositeB, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.CompositeC, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.CompositeD, periodCount, violations, required: input[ArrayField.CompositeC].Count > 0);
    }

    public override void Reduce(ProblemInput input, ImpactBasis basis, CurveColumns costs, Violations violations)
    {
        int periodCount = costs.Count;
        ReadOnlySpan<double> a = input[ArrayField.CompositeA].Expand(periodCount, 0);
        ReadOnlySpan<double> b = input[ArrayField.CompositeB].Expand(periodCount, 0);
        ReadOnlySpan<double> c = input[ArrayField.CompositeC].Expand(periodCount, 0);
        ReadOnlySpan<double> d = input[ArrayField.CompositeD].Expand(periodCount, 2);
        bool fits = true, negative = false;
        for (int i = 0; i < periodCount; i++)
        {
            var cost = new CanonicalCost();
            fits &= CanonicalCost.TryComposite(basis, a[i], b[i], c[i], d[i], ref cost);
            negative |= cost.B < 0;
            costs.Set(i, cost);
        }

        if (negative)
        {
            ArrayCheck.AddDerived(
                input,
                ArrayField.CompositeA,
                periodCount,
                violations,
                costs,
                static (costs, i) => costs.B[i] < 0,
                "must be >= 0 with IMPACT_BASIS_PER_SHARE, where it is the coefficient of x^2");
        }

        if (fits) return;
        ArrayCheck.AddDerived(
            input,
            input[ArrayField.CompositeC].Given > 1 ? ArrayField.CompositeC : ArrayField.CompositeB,
            periodCount,
            violations,
            (input, basis),
            static (state, i) => !Fits(state.input, state.basis, i),
            "a period may have b or c with IMPACT_BASIS_PER_SHARE, not both");
    }

    private static bool Fits(ProblemInput input, ImpactBasis basis, int i)
    {
        var cost = new CanonicalCost();
        return CanonicalCost.TryComposite(
            basis,
            input[ArrayField.CompositeA].Values[i],
            input[ArrayField.CompositeB].Values[i],
            input[ArrayField.CompositeC].Values[i],
            input[ArrayField.CompositeD].Values[i],
            ref cost);
    }
}
