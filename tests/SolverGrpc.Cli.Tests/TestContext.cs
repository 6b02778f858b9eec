namespace SolverGrpc.Cli.Tests;

/// <summary>What all tests share.</summary>
internal static class TestContext
{
    /// <summary>A test that hangs fails after this.</summary>
    public static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;
}
