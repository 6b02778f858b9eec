namespace SolverGrpc.Architecture.Tests;

/// <summary>What source must not call, found in the compiled code.</summary>
public class BannedApiTests
{
    private static readonly string[] Everywhere =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Threading.Thread.Sleep",
    ];

    // the domain has no clock, no randomness of its own and no input or output
    private static readonly string[] InCore =
    [
        "System.TimeProvider.get_System", "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.Random.get_Shared", "System.Guid.NewGuid",
    ];

    private static readonly string[] NamespacesForeignToCore =
    [
        "System.IO.", "System.Net.", "System.Console", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "Microsoft.", "Google.",
    ];

    [Fact]
    public void Source_CallsNoWallClockAndNoSleep() => Assert.All(Repository.Projects, project =>
    {
        using CompiledAssembly assembly = project.Assembly;
        Assert.Empty(assembly.ForeignMembers.Intersect(Everywhere));
    });

    [Fact]
    public void Core_HasNoClockAndNoRandomness()
    {
        using CompiledAssembly core = Core;
        Assert.Empty(core.ForeignMembers.Intersect(InCore));
    }

    [Fact]
    public void Core_UsesNoInputOrOutput()
    {
        using CompiledAssembly core = Core;
        string[] found = [.. core.ForeignTypes.Where(type => NamespacesForeignToCore.Any(name => type.StartsWith(name, StringComparison.Ordinal)))];
        Assert.Empty(found);
    }

    private static CompiledAssembly Core => Repository.Projects.Single(project => project.Name == "Core").Assembly;
}
