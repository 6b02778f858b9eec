using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>The durations of a session's policy, and what is done for a client that stays away.</summary>
/// <param name="Heartbeat">The silence after which the server says that it is there.</param>
/// <param name="VanishedAfter">How long a client may stay away.</param>
/// <param name="WhenVanished">The event that is made then; null: none.</param>
internal sealed record SessionTimes(TimeSpan Heartbeat, TimeSpan VanishedAfter, StreamReoptimizeRequest? WhenVanished)
{
    private static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(10), DefaultVanishedAfter = TimeSpan.FromSeconds(30);

    /// <summary>Reads a policy; null: all defaults.</summary>
    public static SessionTimes Of(SessionPolicy? policy) => new(
        policy?.HeartbeatInterval?.ToTimeSpan() ?? DefaultHeartbeat,
        policy?.VanishedAfter?.ToTimeSpan() ?? DefaultVanishedAfter,
        policy?.VanishedClient switch
        {
            VanishedClient.Pause => new() { Pause = new() },
            VanishedClient.Cancel => new() { Cancel = new() { Reason = "the client has vanished" } },
            _ => null,
        });
}
