using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>What a child order costs: reduces the model to the canonical cost.</summary>
internal static class CostSection
{
    private const int PerShare = 1, TotalCost = 2;

    private static readonly ArrayRule Finite = new("", double.MinValue, double.MaxValue, "");
    private static readonly CompositeReduction Composite = new();
    private static readonly LinearReduction Linear = new();
    private static readonly PowerLawReduction PowerLaw = new();
    private static readonly QuadraticReduction Quadratic = new();

    /// <summary>
    /// Checks everything; writes the costs if N is known and they are valid.
    /// </summary>
    /// <returns>Why no method covers a valid cost, in a sentence; null if all is well.</returns>
    public static string? Apply(ProblemInput input, int periodCount, AllocationProblem problem, Violations violations)
    {
        ref ProblemScalars scalars = ref input.Scalars;
        if (!scalars.HasCost)
        {
            violations.Add("problem.cost", "is required");
            return null;
        }

        int before = violations.Count;
        if (scalars.Basis is not (PerShare or TotalCost)) violations.Add("problem.cost.basis", "must be IMPACT_BASIS_PER_SHARE or IMPACT_BASIS_TOTAL_COST");
        ArrayCheck.PerPeriod(input, ArrayField.HalfSpread, periodCount, violations);
        ImpactBasis basis = scalars.Basis == PerShare ? ImpactBasis.PerShare : ImpactBasis.TotalCost;
        if (scalars.Model == CostModelKind.PiecewiseLinear) return LevelsSection.Apply(input, basis, periodCount, problem, violations);

        ModelReduction? model = scalars.Model switch
        {
            CostModelKind.PowerLaw => PowerLaw,
            CostModelKind.Quadratic => Quadratic,
            CostModelKind.Linear => Linear,
            CostModelKind.Composite => Composite,
            _ => null,
        };
        if (model is null) violations.Add("problem.cost.model", "one of power_law, quadratic, linear, piecewise_linear and composite is required");
        model?.Check(input, periodCount, violations);
        if (model is null || violations.Count > before || periodCount == 0) return null;

        ReadOnlySpan<double> halfSpread = input[ArrayField.HalfSpread].Count == 0 ? default : input[ArrayField.HalfSpread].Expand(periodCount, 0);
        model.Reduce(input, basis, new CurveColumns(problem, halfSpread), violations);
        if (violations.Count == before) CheckOverflow(input, model.LeadingField, problem, violations);
        return null;
    }

    private static void CheckOverflow(ProblemInput input, ArrayField field, AllocationProblem problem, Violations violations)
    {
        if (Finite.Allows(problem.A) && Finite.Allows(problem.B) && Finite.Allows(problem.C)) return;
        ArrayCheck.AddDerived(
            input,
            field,
            problem.PeriodCount,
            violations,
            problem,
            static (problem, i) => !Finite.Allows(problem.A[i]) || !Finite.Allows(problem.B[i]) || !Finite.Allows(problem.C[i]),
            "the cost's coefficients overflow");
    }
}
