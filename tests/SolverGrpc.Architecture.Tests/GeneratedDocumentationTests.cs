using SolverGrpc.Core.Comparison;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Architecture.Tests;

/// <summary>The tables of docs/protocol.md that are written by the code. UPDATE_DOCS=1 rewrites them.</summary>
public class GeneratedDocumentationTests
{
    [Fact]
    public void FeatureTable_InTheProtocolGuide_IsUpToDate() => Check("feature-table", FeatureMarkdown.Features());

    [Fact]
    public void MethodTable_InTheProtocolGuide_IsUpToDate() => Check("method-table", FeatureMarkdown.Methods());

    [Fact]
    public void EventTable_InTheProtocolGuide_IsUpToDate() => Check("event-table", EventMarkdown.Table());

    private static void Check(string name, string expected)
    {
        string file = Repository.File("docs/protocol.md"), text = File.ReadAllText(file);
        string begin = $"<!-- {name}: written by UPDATE_DOCS=1 dotnet test tests/SolverGrpc.Architecture.Tests -->\n", end = $"<!-- end of {name} -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal), to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= 0 && to > from, $"docs/protocol.md has no section between '{begin.Trim()}' and '{end}'");
        from += begin.Length;
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(file, text[..from] + "\n" + expected + "\n" + text[to..]);
        else Assert.Equal("\n" + expected + "\n", text[from..to]);
    }
}
