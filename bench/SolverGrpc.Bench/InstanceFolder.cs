namespace SolverGrpc.Bench;

/// <summary>A temporary folder for the instances that the floor reads.</summary>
internal sealed class InstanceFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("solver-bench").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
