using System.Globalization;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Cli.Journals;

/// <summary>A record of a journal on one line, for people.</summary>
internal static class RecordText
{
    /// <summary>Names the columns of <see cref="Line"/>.</summary>
    public const string Header = "  position  kind      session                           epoch     seq     bytes  what";

    /// <summary>The line of a record.</summary>
    public static string Line(JournalRecord record) => string.Create(
        CultureInfo.InvariantCulture,
        $"{record.Position,10}  {Name(record.Entry.Kind),-8}  {record.Entry.Session:x32}  {record.Entry.Epoch,5}  {record.Entry.Sequence,6}  {record.Payload.Length,8}  {What(record)}").TrimEnd();

    /// <summary>The kind in capitals.</summary>
    public static string Name(RecordKind kind) => kind.ToString().ToUpperInvariant();

    private static string What(JournalRecord record) => RecordMessage.Of(record.Entry.Kind, record.Payload) switch
    {
        StreamReoptimizeRequest request => request.EventCase.ToString(),
        Plan plan => string.Create(CultureInfo.InvariantCulture, $"version {plan.Version}"),
        _ => "",
    };
}
