using Google.Rpc;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Cli.Service;

/// <summary>Says what a failed call means.</summary>
internal static class CallFailure
{
    /// <summary>For people: every violation with its field, or the status.</summary>
    public static string Describe(StatusCode code, Google.Rpc.Status failure)
    {
        BadRequest? bad = failure.GetDetail<BadRequest>();
        if (bad is null) return $"{code}: {failure.Message}";
        IEnumerable<string> violations = bad.FieldViolations.Select(v => v.Field.Length == 0 ? v.Description : $"{v.Field}: {v.Description}");
        return string.Join(Environment.NewLine, violations.Prepend("The problem is not valid:"));
    }

    /// <summary>What the process ends with.</summary>
    public static ExitCode ExitCodeOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument => ExitCode.BadInput,
        StatusCode.Unavailable => ExitCode.Unreachable,
        _ => ExitCode.Failed,
    };
}
