using System.Numerics;
using System.Text;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Comparison;

/// <summary>The tables of the protocol guide, written from the code.</summary>
public static class FeatureMarkdown
{
    /// <summary>One table per kind of slices, methods by their names on the wire, and the reasons for what is not covered below.</summary>
    public static string Features()
    {
        var text = new StringBuilder();
        var reasons = new List<string>();
        foreach (IGrouping<string, FeatureCell> table in FeatureTable.Cells.GroupBy(cell => cell.Slices))
        {
            string[] costs = [.. table.Select(cell => cell.Costs).Distinct()];
            text.Append("| ").Append(table.Key).Append(" | ").AppendJoin(" | ", costs).Append(" |\n");
            text.Append("|---|").AppendJoin('|', costs.Select(_ => "---")).Append("|\n");
            foreach (IGrouping<string, FeatureCell> row in table.GroupBy(cell => cell.Feature))
                text.Append("| ").Append(row.Key).Append(" | ").AppendJoin(" | ", row.Select(cell => Describe(cell, reasons))).Append(" |\n");
            text.Append('\n');
        }

        for (int i = 0; i < reasons.Count; i++) text.Append($"{i + 1}. {reasons[i]}\n");
        return text.ToString();
    }

    /// <summary>Every method that can be asked for, and which traits it refuses, each with its reason.</summary>
    public static string Methods()
    {
        var text = new StringBuilder("| method | refuses | because |\n|---|---|---|\n");
        foreach (IAllocationMethod method in MethodTable.All)
        {
            var refused = Enum.GetValues<ProblemTraits>()
                .Where(trait => BitOperations.IsPow2((int)trait) && method.Refuse(trait) is not null)
                .GroupBy(trait => method.Refuse(trait)!)
                .ToList();
            string name = WireName(method.Id.ToString());
            if (refused.Count == 0) text.Append($"| {name} | nothing | |\n");
            foreach (IGrouping<string, ProblemTraits> group in refused)
            {
                text.Append($"| {name} | ").AppendJoin(", ", group.Select(trait => Words(trait.ToString()))).Append($" | {group.Key} |\n");
                name = "";
            }
        }

        return text.ToString();
    }

    private static string Describe(FeatureCell cell, List<string> reasons)
    {
        if (cell.Methods.Count > 0) return WireName(cell.Methods[0].ToString());
        if (!reasons.Contains(cell.Reason!)) reasons.Add(cell.Reason!);
        return $"unsupported ({reasons.IndexOf(cell.Reason!) + 1})";
    }

    private static string WireName(string name) => Split(name, '_').ToUpperInvariant();

    private static string Words(string name) => Split(name, ' ').ToLowerInvariant();

    // "MinimumSlice" -> "Minimum Slice"
    private static string Split(string name, char separator)
    {
        var words = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && words.Length > 0) words.Append(separator);
            words.Append(letter);
        }

        return words.ToString();
    }
}
