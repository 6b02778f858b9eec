using System.Text.Json;
using Google.Protobuf.Reflection;

namespace SolverGrpc.Cli.Problems;

/// <summary>
/// Finds what in a JSON document does not fit a message, with the path of each fault: the parser of protobuf stops at
/// the first and does not say where it is.
/// </summary>
internal sealed class JsonFields
{
    private readonly List<string> _faults = [];

    /// <summary>All faults; empty if the names, shapes, numbers and enum values fit.</summary>
    public static IReadOnlyList<string> Faults(JsonElement document, MessageDescriptor message)
    {
        var fields = new JsonFields();
        fields.CheckMessage(document, message, "");
        return fields._faults;
    }

    private void CheckMessage(JsonElement element, MessageDescriptor message, string path)
    {
        if (message.File.Package == "google.protobuf") return; // timestamps and the like are strings with rules of their own
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(path, $"expected an object ({message.Name})");
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            string place = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            IList<FieldDescriptor> fields = message.Fields.InDeclarationOrder();
            FieldDescriptor? field = fields.FirstOrDefault(f => f.JsonName == property.Name || f.Name == property.Name);
            if (field is null) Add(place, $"{message.Name} has no such field; it has {string.Join(", ", fields.Select(f => f.JsonName))}");
            else if (property.Value.ValueKind == JsonValueKind.Null) continue;
            else if (!field.IsRepeated) CheckValue(property.Value, field, place);
            else if (property.Value.ValueKind != JsonValueKind.Array) Add(place, "expected an array");
            else CheckArray(property.Value, field, place);
        }
    }

    private void CheckArray(JsonElement array, FieldDescriptor field, string path)
    {
        int index = 0;
        foreach (JsonElement element in array.EnumerateArray())
            CheckValue(element, field, $"{path}[{index++}]");
    }

    private void CheckValue(JsonElement value, FieldDescriptor field, string path)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                CheckMessage(value, field.MessageType, path);
                break;
            case FieldType.Enum when value.ValueKind == JsonValueKind.String && field.EnumType.FindValueByName(value.GetString()) is null:
                Add(path, $"expected one of {string.Join(", ", field.EnumType.Values.Skip(1).Select(v => v.Name))}");
                break;
            case FieldType.Double when !IsNumber(value):
                Add(path, "expected a number (or \"Infinity\")");
                break;
            case FieldType.Int32 or FieldType.Int64 when !IsWhole(value, field.FieldType):
                Add(path, "expected a whole number");
                break;
        }
    }

    // protobuf's JSON takes numbers as strings too, and writes long ones and infinities that way
    private static bool IsNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => true,
        JsonValueKind.String => double.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static bool IsWhole(JsonElement value, FieldType type) =>
        IsNumber(value)
        && double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out double number)
        && number == Math.Truncate(number)
        && Math.Abs(number) <= (type == FieldType.Int32 ? int.MaxValue : long.MaxValue);

    private void Add(string path, string fault) => _faults.Add(path.Length == 0 ? fault : $"{path}: {fault}");
}
