namespace SolverGrpc.Architecture.Tests;

/// <summary>Projects refer one way, as docs/architecture.md lists them, in what they declare and in what was compiled.</summary>
public class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["GoogleRpc"] = [],
        ["Contracts"] = ["GoogleRpc"],
        ["Rpc"] = ["GoogleRpc"],
        ["Market"] = ["Core"],
        ["Mapping"] = ["Core", "GoogleRpc", "Contracts", "Rpc"],
        ["Sessions"] = ["Core", "GoogleRpc", "Contracts", "Rpc", "Mapping"],
        ["Service"] = ["Core", "GoogleRpc", "Contracts", "Rpc", "Market", "Mapping", "Sessions"],
        ["Host"] = ["Core", "GoogleRpc", "Contracts", "Rpc", "Market", "Mapping", "Sessions", "Service"],
        ["Cli"] = ["Core", "GoogleRpc", "Contracts", "Rpc", "Market", "Mapping", "Sessions", "Service", "Host", "Client"],
    };

    [Fact]
    public void Projects_Declared_ReferOnlyToThoseAboveThem() => Assert.All(Repository.Projects, project =>
    {
        Assert.True(Allowed.TryGetValue(project.Name, out string[]? allowed), $"{project.Name}: say here what it may refer to");
        Assert.Empty(project.References.Except(allowed!));
    });

    [Fact]
    public void Projects_Compiled_ReferOnlyToThoseAboveThem() => Assert.All(Repository.Projects, project =>
    {
        using CompiledAssembly assembly = project.Assembly;
        IEnumerable<string> own = assembly.References.Where(name => name.StartsWith("SolverGrpc.", StringComparison.Ordinal));
        Assert.Empty(own.Select(name => name["SolverGrpc.".Length..]).Except(Allowed[project.Name]));
    });

    [Fact]
    public void Core_DeclaresNoPackage() => Assert.Empty(Repository.Projects.Single(project => project.Name == "Core").Packages);
}
