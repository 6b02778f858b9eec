using System.Text.RegularExpressions;

namespace SolverGrpc.Architecture.Tests;

/// <summary>A promise of docs/reliability.md is worth what its test is: each test that is named there exists.</summary>
public sealed partial class NamedTestsTests
{
    private static readonly ILookup<string, string> Sources =
        Directory.EnumerateFiles(Repository.File("tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);

    [Fact]
    public void Tests_NamedForTheReliabilityOfSessions_Exist()
    {
        // a name in backticks; after the first of a class the others may stand without it
        string? inClass = null;
        int count = 0;
        foreach (Match code in Code().Matches(File.ReadAllText(Repository.File(Path.Combine("docs", "reliability.md")))))
        {
            if (ClassAndTest().Match(code.Groups[1].Value) is { Success: true } named)
            {
                inClass = named.Groups[1].Value;
                string test = named.Groups[2].Value;
                Assert.True(Sources.Contains(inClass), $"{inClass} does not exist");
                if (test.Length > 0) AssertExists(inClass, test);
                count++;
            }
            else if (TestAlone().IsMatch(code.Groups[1].Value))
            {
                AssertExists(inClass!, code.Groups[1].Value);
            }
        }

        Assert.True(count > 40, $"{count} tests are named");
    }

    private static void AssertExists(string inClass, string test) =>
        Assert.True(Sources[inClass].Any(text => text.Contains($" {test}(", StringComparison.Ordinal)), $"{inClass}.{test} does not exist");

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:[A-Z]\w*/)?([A-Z]\w*Tests)(?:\.(\w+))?$")]
    private static partial Regex ClassAndTest();

    [GeneratedRegex(@"^[A-Z]\w*[a-z]\w*_\w+$")]
    private static partial Regex TestAlone();
}
