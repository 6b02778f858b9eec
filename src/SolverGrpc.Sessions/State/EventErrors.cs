using System.Globalization;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using Status = Google.Rpc.Status;

namespace SolverGrpc.Sessions.State;

/// <summary>Why an event is refused; the state is as before it.</summary>
internal static class EventErrors
{
    /// <summary>Some fields are wrong.</summary>
    public static Status Invalid(Violations violations) => InvalidRequest.Of(violations);

    /// <summary>One field is wrong.</summary>
    public static Status Invalid(string field, string description)
    {
        var violations = new Violations();
        violations.Add(field, description);
        return Invalid(violations);
    }

    /// <summary>The event names something nobody knows.</summary>
    public static Status NotFound(string field, string id) =>
        Create(StatusCode.NotFound, "UNKNOWN_ID", $"{field}: there is no \"{id}\"", field);

    /// <summary>The event gives a second meaning to an id.</summary>
    public static Status Exists(string field, string id, string what) =>
        Create(StatusCode.AlreadyExists, "ID_REUSED", $"{field}: \"{id}\" {what}", field);

    /// <summary>The event has no meaning now.</summary>
    public static Status Precondition(string field, string what) => Create(StatusCode.FailedPrecondition, "WRONG_STATE", $"{field}: {what}", field);

    private static Status Create(StatusCode code, string reason, FormattableString message, string field) => RichStatus.Create(
        code, message.ToString(CultureInfo.InvariantCulture), ErrorInfoDetail.Create(reason, InvalidRequest.Domain, [new("field", field)]));
}
