using System.Text;
using System.Text.Json;
using Google.Protobuf;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Cli.Journals;

/// <summary>A record of a journal as one line of JSON, for programs.</summary>
internal static class RecordJson
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    /// <summary>
    /// The line of a record: where it is, what it says of itself, and <c>message</c>, as protobuf JSON, or, where the payload is
    /// no message, <c>payload</c> in base64.
    /// </summary>
    public static string Line(JournalRecord record)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("position", record.Position);
            json.WriteString("file", record.File);
            json.WriteNumber("offset", record.Offset);
            json.WriteString("kind", RecordText.Name(record.Entry.Kind));
            json.WriteString("session", record.Entry.Session.ToString("x32", null));
            json.WriteNumber("epoch", record.Entry.Epoch);
            json.WriteNumber("seq", record.Entry.Sequence);
            WritePayload(json, record);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WritePayload(Utf8JsonWriter json, JournalRecord record)
    {
        if (RecordMessage.Of(record.Entry.Kind, record.Payload) is { } message)
        {
            json.WritePropertyName("message");
            json.WriteRawValue(Formatter.Format(message));
        }
        else if (!record.Payload.IsEmpty)
        {
            json.WriteBase64String("payload", record.Payload);
        }
    }
}
