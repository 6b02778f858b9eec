namespace SolverGrpc.Service.Admission;

/// <summary>How much work is taken on at a time.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Threads for small solves, ≥ 1. Default: one per processor.</summary>
    public int SmallWorkers { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads for large solves, ≥ 1. Default: one less than there are processors, so that one is left for small solves.</summary>
    public int LargeWorkers { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Small solves that may wait, ≥ 1. Default: 4,096.</summary>
    public int SmallQueueMax { get; init; } = 4_096;

    /// <summary>Large solves that may wait, ≥ 1. Default: 64.</summary>
    public int LargeQueueMax { get; init; } = 64;

    /// <summary>Periods of all waiting large solves together, ≥ 1: what bounds their memory. A single one may have more. Default: 4,000,000.</summary>
    public long LargeQueuePeriodsMax { get; init; } = 4_000_000;
}
