using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SolverGrpc.Cli.Tests;

/// <summary>The README's example runs and gives what the README says.</summary>
public sealed class ReadmeTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Example_SolvedOverGrpc_GivesThePrintedAnswer()
    {
        CommandRun run = await CommandRun.OfAsync(["solve", "-", "--json", "--address", service.Address], Example("problem.json"));

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        AssertContains(JsonNode.Parse(Example("answer"))!, JsonNode.Parse(run.Output)!, "answer");
    }

    // the block of code behind its marker
    private static string Example(string name)
    {
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "README.md"));
        int marker = readme.IndexOf($"<!-- example: {name} -->", StringComparison.Ordinal);
        Assert.True(marker >= 0, $"the README has no example '{name}'");
        int begin = readme.IndexOf("```json\n", marker, StringComparison.Ordinal) + "```json\n".Length;
        return readme[begin..readme.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    private static string Here([CallerFilePath] string file = "") => file;

    // every value of the abridged answer is in the whole one
    private static void AssertContains(JsonNode part, JsonNode whole, string path)
    {
        switch (part)
        {
            case JsonObject fields:
                foreach ((string name, JsonNode? value) in fields) AssertContains(value!, whole[name] ?? throw new KeyNotFoundException($"{path}.{name}"), $"{path}.{name}");
                break;
            case JsonArray items:
                Assert.Equal(items.Count, whole.AsArray().Count);
                for (int i = 0; i < items.Count; i++) AssertContains(items[i]!, whole[i]!, $"{path}[{i}]");
                break;
            default:
                if (part.GetValueKind() == JsonValueKind.Number) Assert.Equal(part.GetValue<double>(), whole.GetValue<double>(), 9);
                else Assert.Equal(part.ToString(), whole.ToString());
                break;
        }
    }
}
