using System.Text;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Mapping.Requests;

/// <summary>Fills a <see cref="SolveInput"/> from a generated message.</summary>
internal static class SolveMessageReader
{
    /// <summary>Copies everything a request says.</summary>
    public static void Read(SolveRequest message, SolveInput input)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(input);
        input.Clear();
        input.SetRequestId(new(Encoding.UTF8.GetBytes(message.RequestId)));
        if (message.Problem is { } problem)
        {
            input.HasProblem = true;
            ProblemMessageReader.Read(problem, input.Problem);
        }

        input.Options = Options(message.Options);
        foreach (string path in message.OutputMask?.Paths ?? []) input.Mask.Add(Encoding.UTF8.GetBytes(path));
    }

    /// <summary>What options say; the zero value if they are absent.</summary>
    public static OptionsInput Options(SolveOptions? options) => options is null ? default : new()
    {
        Method = (int)options.Method,
        RelativeTolerance = options.RelativeTolerance,
        TimeBudget = ProblemMessageReader.Time(options.TimeBudget),
        NodeLimit = options.NodeLimit,
        WarmLambda = options.WarmStartCase == SolveOptions.WarmStartOneofCase.WarmLambda ? options.WarmLambda : null,
        GridStep = options.GridStep,
    };
}
