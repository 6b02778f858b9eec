using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Certificates;

/// <summary>What a certificate allows to say of a schedule.</summary>
public enum Verdict
{
    /// <summary>Not a schedule of this problem, or not finite, or better than a proven bound: something is broken.</summary>
    Rejected,

    /// <summary>Meets every constraint; the gap is in the certificate.</summary>
    Feasible,

    /// <summary>Meets every constraint, and nothing is better by more than the tolerance.</summary>
    Optimal,
}

/// <summary>Judges certificates.</summary>
public static class Judge
{
    /// <summary>Tolerance of the sum relative to S, and of a bound relative to its own size.</summary>
    public const double FeasibilityTolerance = 1e-12;

    /// <summary>Rounding errors of objective and bound, relative to <see cref="Certificate.RoundingScale"/>.</summary>
    public const double RoundingTolerance = 1e-12;

    /// <summary>The verdict on <paramref name="certificate"/>, which belongs to <paramref name="problem"/>.</summary>
    public static Verdict Of(AllocationProblem problem, in Certificate certificate, double relativeTolerance)
    {
        double slack = FeasibilityTolerance * Math.Max(problem.Quantity, double.Epsilon);
        bool feasible = certificate.SumError * Math.Max(problem.Quantity, 1) <= slack
            && certificate.BoundViolation <= slack
            && double.IsFinite(certificate.Objective)
            && certificate.Gap >= -Rounding(certificate);
        if (!feasible) return Verdict.Rejected;
        bool proven = certificate.Gap <= Rounding(certificate) || certificate.RelativeGap <= relativeTolerance;

        // a bound that holds on a grid says nothing about schedules off it
        bool everywhere = certificate.GridStep == 0 || problem.Lots.Active;
        return proven && everywhere ? Verdict.Optimal : Verdict.Feasible;
    }

    private static double Rounding(in Certificate certificate) => RoundingTolerance * certificate.RoundingScale;
}
