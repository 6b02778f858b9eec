using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Solving;

/// <summary>The problem whose bounds leave a single schedule: everything at its floor (S = 0 among them) or at its cap.</summary>
internal static class OnlySchedule
{
    public static void Write(AllocationProblem problem, Feasibility.Room room, Span<double> schedule)
    {
        for (int i = 0; i < schedule.Length; i++)
            schedule[i] = room == Feasibility.Room.OnlyFloors ? problem.Lower[i] : Feasibility.Cap(problem, problem.Upper, i);
    }

    /// <summary>It is optimal because it is alone. λ is the end of the interval of multipliers that fit: the price of the first share more.</summary>
    public static Certificate Certify(
        AllocationProblem problem, Feasibility.Room room, ReadOnlySpan<double> schedule, out double lambda, out Objective objective)
    {
        bool floors = room == Feasibility.Room.OnlyFloors;
        lambda = floors ? double.PositiveInfinity : double.NegativeInfinity;
        for (int i = 0; i < schedule.Length; i++)
        {
            double marginal = problem.Family == CostFamily.Levels
                ? floors ? problem.LevelsOf(i).Marginal(schedule[i]).Right : problem.LevelsOf(i).Marginal(schedule[i]).Left
                : Curve.Marginal(problem.A[i], problem.B[i], problem.C[i], problem.D[i], schedule[i]);
            lambda = floors ? Math.Min(lambda, marginal) : Math.Max(lambda, marginal);
        }

        if (!double.IsFinite(lambda)) lambda = 0;
        objective = Objective.Of(problem, schedule);
        Certificate certificate = Certifier.Feasibility(problem, schedule, objective);
        return certificate with { LowerBound = certificate.Objective, KktResidual = 0, RoundingScale = Math.Abs(certificate.Objective), Proof = ProofKind.Dual };
    }
}
