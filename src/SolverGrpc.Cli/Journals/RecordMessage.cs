using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Cli.Journals;

/// <summary>The message of the contract in a record.</summary>
internal static class RecordMessage
{
    /// <summary>An event's request or a solve's plan; null where the payload is empty or no message, or cannot be read as the one it should be.</summary>
    public static IMessage? Of(RecordKind kind, ReadOnlySpan<byte> payload)
    {
        try
        {
            return kind switch
            {
                RecordKind.Opened or RecordKind.Event => StreamReoptimizeRequest.Parser.ParseFrom(payload),
                RecordKind.Plan when !payload.IsEmpty => Plan.Parser.ParseFrom(payload),
                _ => null,
            };
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
