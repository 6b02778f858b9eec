using SolverGrpc.Core.Costs;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>g(x) = alpha (1 + beta volatility) liquidity x, and the price itself on every share.</summary>
internal sealed class LinearReduction : ModelReduction
{
    public override ArrayField LeadingField => ArrayField.LinearAlpha;

    public override void Check(ProblemInput input, int periodCount, Violations violations)
    {
        ArrayCheck.PerPeriod(input, ArrayField.LinearAlpha, periodCount, violations, required: true);
        ArrayCheck.PerPeriod(input, ArrayField.LinearBeta, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.LinearVolatility, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.LinearLiquidity, periodCount, violations);
        ArrayCheck.PerPeriod(input, ArrayField.LinearPrice, periodCount, violations);
    }

    public override void Reduce(ProblemInput input, ImpactBasis basis, CurveColumns costs, Violations violations)
    {
        int periodCount = costs.Count;
        ReadOnlySpan<double> alpha = input[ArrayField.LinearAlpha].Expand(periodCount, 0);
        ReadOnlySpan<double> beta = input[ArrayField.LinearBeta].Expand(periodCount, 0);
        ReadOnlySpan<double> volatility = input[ArrayField.LinearVolatility].Expand(periodCount, 0);
        ReadOnlySpan<double> liquidity = input[ArrayField.LinearLiquidity].Expand(periodCount, 1);
        ReadOnlySpan<double> price = input[ArrayField.LinearPrice].Expand(periodCount, 0);
        bool negative = false;
        for (int i = 0; i < periodCount; i++)
        {
            negative |= Negative(alpha[i], beta[i], volatility[i], liquidity[i]);
            var cost = new CanonicalCost();
            CanonicalCost.TryLinear(basis, alpha[i], beta[i], volatility[i], liquidity[i], ref cost); // one term always fits
            cost.AddPerShare(price[i]);
            costs.Set(i, cost);
        }

        if (!negative) return;
        ArrayCheck.AddDerived(
            input,
            input[ArrayField.LinearBeta].Given > 1 ? ArrayField.LinearBeta : ArrayField.LinearVolatility,
            periodCount,
            violations,
            input,
            static (input, i) => Negative(
                input[ArrayField.LinearAlpha].Values[i],
                input[ArrayField.LinearBeta].Values[i],
                input[ArrayField.LinearVolatility].Values[i],
                input[ArrayField.LinearLiquidity].Values[i]),
            "alpha (1 + beta volatility) liquidity must be >= 0");
    }

    private static bool Negative(double alpha, double beta, double volatility, double liquidity) => alpha * (1 + (beta * volatility)) * liquidity < 0;
}
