using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace SolverGrpc.Host;

/// <summary>
/// Reads the options: appsettings.json in the current folder (section "Solver"), then environment variables (SOLVER_LISTEN,
/// SOLVER_MESSAGEBYTESMAX, …), then the command line (--Listen …, --MessageBytesMax=…); the later wins. Lists are separated by commas.
/// </summary>
public static class SolverHostConfiguration
{
    /// <summary>Prefix of the environment variables.</summary>
    public const string EnvironmentPrefix = "SOLVER_";

    /// <summary>Section of appsettings.json.</summary>
    public const string Section = "Solver";

    private static readonly PropertyInfo[] Properties = typeof(SolverHostOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    /// <summary>Reads the options.</summary>
    /// <param name="args">The command line: --Name value or --Name=value.</param>
    /// <param name="faults">Gets what cannot be read: unknown names, values of the wrong kind.</param>
    /// <param name="folder">Where appsettings.json is looked for; null: the current folder.</param>
    public static SolverHostOptions Read(IReadOnlyList<string> args, ICollection<string> faults, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(faults);
        var options = new SolverHostOptions();
        foreach ((string source, string name, string value) in Settings(args, faults, folder ?? Directory.GetCurrentDirectory()))
        {
            PropertyInfo? property = Array.Find(Properties, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (property is null) faults.Add($"{source}: there is no option '{name}'");
            else if (!TryConvert(value, property.PropertyType, out object? converted)) faults.Add($"{source}: '{value}' is no value of {property.Name}");
            else property.SetValue(options, converted);
        }

        return options;
    }

    // lowest priority first
    private static IEnumerable<(string Source, string Name, string Value)> Settings(IReadOnlyList<string> args, ICollection<string> faults, string folder)
    {
        foreach (var setting in FromFile(folder, faults)) yield return ("appsettings.json", setting.Name, setting.Value);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) && IsOption(name[EnvironmentPrefix.Length..]))
                yield return (name, name[EnvironmentPrefix.Length..], (string?)variable.Value ?? "");
        }

        for (int i = 0; i < args.Count; i++)
        {
            string[] parts = args[i].Split('=', 2);
            bool named = parts[0].StartsWith("--", StringComparison.Ordinal);
            if (!named || (parts.Length == 1 && i + 1 == args.Count)) faults.Add($"command line: '{args[i]}' is not --Name=value or --Name value");
            else yield return ("command line", parts[0][2..].Replace("-", "", StringComparison.Ordinal), parts.Length == 2 ? parts[1] : args[++i]);
        }
    }

    // other programs may use the prefix too: a name that is no option is left alone
    private static bool IsOption(string name) => Array.Exists(Properties, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static List<(string Name, string Value)> FromFile(string folder, ICollection<string> faults)
    {
        string path = Path.Combine(folder, "appsettings.json");
        List<(string, string)> settings = [];
        if (!File.Exists(path)) return settings;
        try
        {
            IConfigurationRoot file = new ConfigurationBuilder().AddJsonFile(path, optional: false).Build();
            foreach (IConfigurationSection option in file.GetSection(Section).GetChildren())
                settings.Add((option.Key, option.Value ?? string.Join(',', option.GetChildren().Select(item => item.Value))));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            faults.Add($"appsettings.json: {e.Message}");
        }

        return settings;
    }

    private static bool TryConvert(string text, Type type, out object? value)
    {
        value = null;
        if (type == typeof(string)) value = text;
        else if (type == typeof(bool) && bool.TryParse(text, out bool flag)) value = flag;
        else if (type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole)) value = whole;
        else if (type == typeof(double) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) value = number;
        else if (type == typeof(IReadOnlyList<string>)) value = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return value is not null;
    }
}
