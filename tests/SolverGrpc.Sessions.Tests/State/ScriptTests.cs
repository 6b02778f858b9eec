using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Tests.State;

public class ScriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "State", "Scripts");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.session").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void AScript_CausesWhatItSays(string name) => Read(name).Play();

    [Fact]
    public void EveryEventOfTheTable_IsInAScript()
    {
        var played = new HashSet<StreamReoptimizeRequest.EventOneofCase>();
        foreach (string name in Directory.EnumerateFiles(Folder, "*.session").Select(file => Path.GetFileNameWithoutExtension(file)))
        {
            SessionScript script = Read(name);
            script.Play();
            played.UnionWith(script.Events);
        }

        Assert.Empty(EventRules.Events.Except(played));
    }

    private static SessionScript Read(string name) => new(File.ReadAllLines(Path.Combine(Folder, name + ".session")));
}
