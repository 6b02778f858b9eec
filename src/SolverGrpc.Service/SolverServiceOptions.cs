using SolverGrpc.Service.Admission;
using SolverGrpc.Sessions.Runtime;

namespace SolverGrpc.Service;

/// <summary>What the service allows.</summary>
public sealed record SolverServiceOptions
{
    /// <summary>Largest message in either direction, in bytes. Default: 64 MiB (a million periods of a composite model with bounds is 48 MB).</summary>
    public int MessageBytesMax { get; init; } = 64 << 20;

    /// <summary>Problems in flight on one SolveMany stream before the server stops reading, ≥ 1. Default: 256.</summary>
    public int SolveManyInFlightMax { get; init; } = 256;

    /// <summary>Folder whose market data files clients may have calibrated; empty: none. Default: none.</summary>
    public string CalibrationFolder { get; init; } = "";

    /// <summary>How much work is taken on at a time.</summary>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>What sessions may take.</summary>
    public SessionRuntimeOptions Sessions { get; init; } = new();
}
