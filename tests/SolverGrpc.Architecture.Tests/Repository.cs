using System.Xml.Linq;

namespace SolverGrpc.Architecture.Tests;

/// <summary>The working copy that the tests run in.</summary>
internal static class Repository
{
    /// <summary>Folder of the solution.</summary>
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The projects under src.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Order().Select(file => new Project(file))];

    /// <summary>Path of a file of the repository.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot(DirectoryInfo? folder)
    {
        while (folder is not null && !folder.EnumerateFiles("SolverGrpc.sln").Any()) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("SolverGrpc.sln is in none of the folders above the tests");
    }
}

/// <summary>A project under src.</summary>
internal sealed class Project(string file)
{
    private readonly XDocument _content = XDocument.Load(file);

    /// <summary>Its name without the common prefix: "Core".</summary>
    public string Name { get; } = Path.GetFileNameWithoutExtension(file)["SolverGrpc.".Length..];

    /// <summary>Projects it refers to, by the same short name.</summary>
    public IEnumerable<string> References => _content.Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)["SolverGrpc.".Length..]);

    /// <summary>Packages and frameworks it refers to.</summary>
    public IEnumerable<string> Packages => _content.Descendants("PackageReference").Concat(_content.Descendants("FrameworkReference"))
        .Select(reference => reference.Attribute("Include")!.Value);

    /// <summary>Its compiled assembly, as it lies beside the tests.</summary>
    public CompiledAssembly Assembly => new(Path.Combine(AppContext.BaseDirectory, AssemblyName + ".dll"));

    private string AssemblyName => _content.Descendants("AssemblyName").FirstOrDefault()?.Value ?? "SolverGrpc." + Name;
}
