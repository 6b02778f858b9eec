using System.Text;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Service.Tests;

/// <summary>Everything an input says, as text to compare.</summary>
internal static class InputText
{
    public static string Of(SolveInput input)
    {
        var text = new StringBuilder();
        text.Append(Encoding.UTF8.GetString(input.RequestId)).Append('/').Append(input.RequestIdBytes).Append(input.HasProblem).Append(input.Options);
        text.Append(input.Mask.Fields).AppendJoin(',', input.Mask.Unknown.Select(unknown => $"{unknown.Index} {unknown.Path[..Math.Min(8, unknown.Path.Length)]}")).Append(input.Problem.Scalars);
        foreach (ArrayField field in Enum.GetValues<ArrayField>())
            text.Append(field).Append(':').AppendJoin(',', input.Problem[field].Values.ToArray().Select(BitConverter.DoubleToInt64Bits)).Append(';');
        return text.AppendJoin(',', input.Problem.LevelCount.Values.ToArray()).ToString();
    }
}
