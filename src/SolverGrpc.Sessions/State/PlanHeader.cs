using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.State;

/// <summary>What a plan leaves behind when another one follows it: everything but its quantities.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Lambda">Where the next solve begins.</param>
/// <param name="Termination">How the solve ended.</param>
internal readonly record struct PlanHeader(long Version, double Lambda, Termination Termination)
{
    /// <summary>That of a plan.</summary>
    public static PlanHeader Of(Plan plan) => new(plan.Version, plan.Lambda, plan.Outcome?.Termination ?? Termination.Unspecified);
}
