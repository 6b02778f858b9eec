using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Client;
using SolverGrpc.Contracts.V1;
using Message = SolverGrpc.Contracts.V1.StreamReoptimizeResponse.MessageOneofCase;

namespace SolverGrpc.Cli.Sessions;

/// <summary>What a session says, one line per message.</summary>
internal static class SessionReport
{
    // rejections carry the details of errors
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    /// <summary>The message as one line of JSON, for programs.</summary>
    public static string Json(StreamReoptimizeResponse message) => Formatter.Format(message);

    /// <summary>The line of a message for people.</summary>
    /// <param name="message">The message.</param>
    /// <param name="plan">The plan that holds with it.</param>
    public static string Line(StreamReoptimizeResponse message, SessionPlan plan)
    {
        string what = message.MessageCase switch
        {
            Message.Opened => $"opened {message.Opened.SessionId} on {message.Opened.InstanceId}, epoch {message.Opened.Epoch}",
            Message.Resumed => $"resumed, epoch {message.Resumed.Epoch}: the server has events up to {message.Resumed.LastSeq}",
            Message.Plan => Describe(message.Plan, plan),
            Message.EventRejected => $"event {message.EventRejected.Seq} rejected: {message.EventRejected.Error.Message}",
            Message.Warning => $"warning {Show.Name(message.Warning.Kind)}: {message.Warning.Detail} ({message.Warning.QuantityUnits} units)",
            Message.Residual => $"residual {message.Residual.Units} units: {Show.Name(message.Residual.PolicyApplied)}",
            Message.Done => Describe(message.Done.Summary),
            Message.ResendRequest => $"asked for events {message.ResendRequest.FirstSeq} to {message.ResendRequest.LastSeq}",
            _ => Show.Name(message.MessageCase),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{message.BasedOnSeq,6} {message.DurableSeq,6}  {what}");
    }

    private static string Describe(Plan message, SessionPlan plan)
    {
        SessionState state = message.State;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"plan {message.Version} ({Show.Name(message.Reason)}, {Show.Name(message.Outcome.Termination)}): {state.FilledUnits} filled, {state.WorkingUnits} working, "
            + $"{state.PlannedUnits} planned, {state.ResidualUnits} residual; from period {plan.FromPeriod}: {string.Join(' ', plan.Units)}");
    }

    private static string Describe(ExecutionSummary done) => string.Create(
        CultureInfo.InvariantCulture,
        $"done: {done.FilledUnits} filled at {Show.Short(done.AveragePrice)}; shortfall {Show.Money(done.Shortfall)} = spread {Show.Money(done.Spread)} + impact {Show.Money(done.Impact)} "
        + $"+ timing {Show.Money(done.Timing)} + opportunity {Show.Money(done.Opportunity)}");
}
