using System.Text;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;

namespace SolverGrpc.Sessions.State;

/// <summary>Whether a session can begin with an <see cref="Open"/>.</summary>
internal static class OpenCheck
{
    /// <summary>What is wrong with a time.</summary>
    public const string NoTime = "is no valid timestamp";

    /// <summary>Adds everything that is wrong.</summary>
    public static void Check(Open open, Violations violations)
    {
        Id("open.client_order_id", open.ClientOrderId, violations);
        Policy(open.Policy, violations);
        if (open.Options?.TimeBudget is not null)
            violations.Add("open.options.time_budget", "is refused: sessions use node_limit, so that a replay gives the same plans");
        var inner = new Violations { Prefix = "open." };
        OptionsSection.Read(SolveMessageReader.Options(open.Options), inner);
        violations.AddAll(inner);
        if (open.Problem is not { } problem)
        {
            violations.Add("open.problem", "is required");
            return;
        }

        if (problem.ParentQuantityCase != Problem.ParentQuantityOneofCase.QuantityUnits) violations.Add("open.problem.quantity_units", "is required in a session");
        if (problem.Instrument is not { TickSize: > 0 }) violations.Add("open.problem.instrument.tick_size", "must be > 0 in a session");
        if (problem.Grid is { MergeCount: > 1 }) violations.Add("open.problem.grid.merge_count", "must be 0 or 1 in a session: its periods close one by one");
        violations.AddAll(ProblemViolations(problem));
    }

    /// <summary>An id of 1 to 64 bytes.</summary>
    public static void Id(string field, string id, Violations violations)
    {
        if (Encoding.UTF8.GetByteCount(id) is < 1 or > Names.BytesMax) violations.Add(field, "must have 1 to 64 bytes");
    }

    /// <summary>A valid timestamp, or none.</summary>
    public static bool IsTime(Google.Protobuf.WellKnownTypes.Timestamp? time) => time is null || WireTimes.IsTimestamp(new(true, time.Seconds, time.Nanos));

    private static Violations ProblemViolations(Problem problem)
    {
        var violations = new Violations { Prefix = "open." };
        PlanningMemory memory = PlanningMemory.OfThread;
        ProblemMessageReader.Read(problem, memory.Input);
        memory.Mapping.Map(memory.Input, violations);
        return violations;
    }

    private static void Policy(SessionPolicy? policy, Violations violations)
    {
        if (policy is null) return;
        if (!Enum.IsDefined(policy.EndOfWindow)) violations.Add("open.policy.end_of_window", "is unknown");
        if (!Enum.IsDefined(policy.VanishedClient)) violations.Add("open.policy.vanished_client", "is unknown");
        if (!Enum.IsDefined(policy.Durability)) violations.Add("open.policy.durability", "is unknown");
        Duration("open.policy.vanished_after", policy.VanishedAfter, violations);
        Duration("open.policy.heartbeat_interval", policy.HeartbeatInterval, violations);
        Duration("open.policy.replan.min_interval", policy.Replan?.MinInterval, violations);
        if (policy.Replan is { ThresholdUnits: < 0 }) violations.Add("open.policy.replan.threshold_units", "must be >= 0");
    }

    private static void Duration(string field, Google.Protobuf.WellKnownTypes.Duration? duration, Violations violations)
    {
        if (duration is not null && !WireTimes.IsPositiveDuration(ProblemMessageReader.Time(duration))) violations.Add(field, "must be a duration > 0");
    }
}
