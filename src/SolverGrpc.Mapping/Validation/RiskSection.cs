using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>What is done about the variance.</summary>
internal static class RiskSection
{
    /// <summary>The preference; the zero value if it is not valid.</summary>
    public static RiskPreference Read(in ProblemScalars scalars, Violations violations)
    {
        int before = violations.Count;
        RiskPreference preference = Preference(scalars, violations);
        if (scalars.Risk != RiskCase.None && !scalars.HasDynamics) violations.Add("problem.dynamics", "is required with problem.risk");
        return violations.Count == before ? preference : default;
    }

    /// <summary>z of a confidence; NaN, and a violation of <paramref name="field"/>, if it is not in [0.5, 1).</summary>
    public static double Quantile(string field, double confidence, Violations violations)
    {
        if (confidence is >= 0.5 and < 1) return NormalQuantile.Of(confidence);
        violations.Add(field, "must be at least 0.5 and less than 1");
        return double.NaN;
    }

    private static RiskPreference Preference(in ProblemScalars scalars, Violations violations)
    {
        double value = scalars.RiskValue;
        switch (scalars.Risk)
        {
            case RiskCase.RiskAversion:
                NotNegative("problem.risk.risk_aversion", value, violations);
                return new(RiskKind.Aversion, value, 0);
            case RiskCase.VarianceLimit:
                NotNegative("problem.risk.variance_limit", value, violations);
                return new(RiskKind.VarianceLimit, value, 0);
            case RiskCase.ValueAtRiskLimit:
                if (!double.IsFinite(value)) violations.Add("problem.risk.value_at_risk_limit.limit", "must be finite");
                return new(RiskKind.ValueAtRiskLimit, value, Quantile("problem.risk.value_at_risk_limit.confidence", scalars.Confidence, violations));
            case RiskCase.MinimizeValueAtRisk:
                return new(RiskKind.MinimizeValueAtRisk, 0, Quantile("problem.risk.minimize_value_at_risk", value, violations));
            default:
                return default;
        }
    }

    private static void NotNegative(string field, double value, Violations violations)
    {
        if (value is not (>= 0 and <= double.MaxValue)) violations.Add(field, "must be finite and >= 0");
    }
}
