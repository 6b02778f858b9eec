using SolverGrpc.Abuse.Tests.Clients;

namespace SolverGrpc.Abuse.Tests.Hosts;

/// <summary>What every abuse must leave as it was: another connection is answered, and memory comes back.</summary>
internal static class Endurance
{
    private const int Rounds = 3;

    // how many jobs and buffers the pools keep depends on how many were in use at once: up to some tens of megabytes
    private const long PooledMax = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Abuses the host several times. The first time fills pools and caches; after the others no more memory is in use than after it.</summary>
    public static async Task EnduresAsync(this AbusedHost host, Func<Task> abuse, long growthMax = PooledMax)
    {
        await OnceAsync(host, abuse);
        long before = Used();
        for (int round = 1; round < Rounds; round++) await OnceAsync(host, abuse);

        // connections that the client has closed are taken down by the server in its own time
        long growth = long.MaxValue;
        Assert.True(SpinWait.SpinUntil(() => (growth = Used() - before) <= growthMax, Patience), $"memory has grown by {growth:N0} bytes");
    }

    private static async Task OnceAsync(AbusedHost host, Func<Task> abuse)
    {
        await using Bystander bystander = await Bystander.ConnectAsync(host.Address);
        await bystander.IsAnsweredDuringAsync(abuse());
    }

    private static long Used()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
