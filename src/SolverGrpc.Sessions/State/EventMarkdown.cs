using System.Text;
using Event = SolverGrpc.Contracts.V1.StreamReoptimizeRequest.EventOneofCase;

namespace SolverGrpc.Sessions.State;

/// <summary><see cref="EventRules"/> as the table of docs/protocol.md.</summary>
public static class EventMarkdown
{
    /// <summary>One row per event, one column per phase.</summary>
    public static string Table()
    {
        Phase[] phases = Enum.GetValues<Phase>();
        var text = new StringBuilder("| event |");
        foreach (Phase phase in phases) text.Append(' ').Append(phase).Append(" |");
        text.Append("\n|---|").Append(string.Concat(Enumerable.Repeat("---|", phases.Length))).Append('\n');
        foreach (Event kind in EventRules.Events)
        {
            text.Append("| ").Append(kind).Append(" |");
            foreach (Phase phase in phases) text.Append(' ').Append(Word(EventRules.Of(phase, kind))).Append(" |");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Word(EventEffect effect) => effect switch
    {
        EventEffect.Taken => "taken",
        EventEffect.Planned => "taken, new plan",
        EventEffect.Flagged => "taken, warning",
        EventEffect.Nothing => "no effect",
        _ => "refused",
    };
}
