namespace SolverGrpc.Host.Tests;

/// <summary>Tests that run beside no others.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
