using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Mapping.Validation;

/// <summary>The error of a request that is no problem at all.</summary>
internal static class InvalidRequest
{
    /// <summary>The domain of every reason this service gives.</summary>
    public const string Domain = "solver.v1";

    /// <summary>INVALID_ARGUMENT with every violation.</summary>
    public static Google.Rpc.Status Of(Violations violations)
    {
        (string field, string description) = violations.Kept.First();
        string more = violations.Count > 1 ? $" (and {violations.Count - 1} more)" : "";
        return RichStatus.Create(
            StatusCode.InvalidArgument,
            $"{field} {description}{more}",
            ErrorInfoDetail.Create("INVALID_REQUEST", Domain, [new("violations", violations.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))]),
            BadRequestDetail.Create(violations.Kept));
    }
}
