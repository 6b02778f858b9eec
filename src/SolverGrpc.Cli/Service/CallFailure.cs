using Google.Rpc;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Cli.Service;

/// <summary>Says what a failed call means.</summary>
internal static class CallFailure
{
    /// <summary>For people: every violation with its field, or the status.</summary>
    public static string Describe(RpcException failure)
    {
        BadRequest? bad = failure.GetRpcStatus()?.GetDetail<BadRequest>();
        return bad is null
            ? $"{failure.StatusCode}: {failure.Status.Detail}"
            : string.Join(Environment.NewLine, bad.FieldViolations.Select(v => v.Field.Length == 0 ? v.Description : $"{v.Field}: {v.Description}").Prepend("The problem is not valid:"));
    }

    /// <summary>What the process ends with.</summary>
    public static ExitCode ExitCodeOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument => ExitCode.BadInput,
        StatusCode.Unavailable => ExitCode.Unreachable,
        _ => ExitCode.Failed,
    };
}
