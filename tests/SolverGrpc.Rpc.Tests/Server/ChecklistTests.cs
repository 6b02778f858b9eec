using System.Text.RegularExpressions;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>docs/wire.md names tests that exist and run over plaintext and TLS, and every such test is named there.</summary>
public sealed partial class ChecklistTests
{
    private static readonly string Root = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));
    private static readonly (string Class, string Method, bool OneTransport)[] Named =
        [.. Reference().Matches(File.ReadAllText(Path.Combine(Root, "docs", "wire.md"))).Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Success))];

    [Fact]
    public void Tests_OfTheTable_ExistAndRunOnBothTransports()
    {
        ILookup<string, string> sources = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        Assert.NotEmpty(Named);
        Assert.All(Named, test =>
        {
            string source = Assert.Single(sources[test.Class], text => text.Contains($" {test.Method}(", StringComparison.Ordinal));
            if (!test.OneTransport) Assert.True(OnBoth(source), $"{test.Class} does not run on both transports");
        });
    }

    [Fact]
    public void Tests_OnBothTransports_AreInTheTable()
    {
        IEnumerable<string> tests = typeof(ChecklistTests).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.GetNestedType("OverTls") is not null)
            .SelectMany(type => type.GetMethods().Where(IsTest), (type, method) => $"{type.Name}.{method.Name}");
        Assert.Empty(tests.Except(Named.Select(test => $"{test.Class}.{test.Method}")).Except(Beyond));
    }

    /// <summary>What the layer promises its handlers beyond the rules of the wire.</summary>
    private static readonly string[] Beyond =
    [
        "CallKindTests.ClientStream_ManyMessages_GivesOne", "CallKindTests.ServerStream_OneMessage_GivesMany",
        "CancellationTests.Context_UsedAfterTheCall_IsCancelledAndReachesNothing", "CancellationTests.Handler_ThatReturnsWhileItsReadWaits_EndsTheCall",
        "CancellationTests.Writes_ThatOverlap_AreAnErrorOfTheHandler", "MetadataTests.Context_OfACall_TellsWhoCallsWhat",
    ];

    [GeneratedRegex(@"(\w+Tests)\.(\w+)( †)?")]
    private static partial Regex Reference();

    private static bool OnBoth(string source) =>
        source.Contains("class OverPlaintext()", StringComparison.Ordinal) && source.Contains("class OverTls()", StringComparison.Ordinal);

    private static bool IsTest(System.Reflection.MethodInfo method) => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0;

    private static string FindRoot(DirectoryInfo folder) =>
        folder.EnumerateFiles("SolverGrpc.sln").Any() ? folder.FullName : FindRoot(folder.Parent!);
}
