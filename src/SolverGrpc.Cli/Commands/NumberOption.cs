using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace SolverGrpc.Cli.Commands;

/// <summary>Options whose value is a number within a range. Numbers are written the same way in every locale.</summary>
internal static class NumberOption
{
    /// <summary>One that must be given.</summary>
    public static Option<T> Required<T>(string name, string description, Func<T, bool> holds, string rule) where T : struct, INumber<T> =>
        new(name) { Description = description, Required = true, CustomParser = result => Parse(result, name, holds, rule) };

    /// <summary>One with a default.</summary>
    public static Option<T> WithDefault<T>(string name, string description, T otherwise, Func<T, bool> holds, string rule) where T : struct, INumber<T> =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise, CustomParser = result => Parse(result, name, holds, rule) };

    /// <summary>One that may be left out.</summary>
    public static Option<T?> Optional<T>(string name, string description, Func<T, bool> holds, string rule) where T : struct, INumber<T> =>
        new(name) { Description = description, CustomParser = result => Parse(result, name, holds, rule) };

    /// <summary>A list of numbers separated by commas; empty if it is left out.</summary>
    public static Option<double[]> List(string name, string description, Func<double, bool> holds, string rule) =>
        new(name)
        {
            Description = description,
            HelpName = "NUMBER,...",
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.Single().Value.Split(',').Select(text => Parse(result, text, name, holds, rule))],
        };

    private static T Parse<T>(ArgumentResult result, string name, Func<T, bool> holds, string rule) where T : struct, INumber<T> =>
        Parse(result, result.Tokens.Single().Value, name, holds, rule);

    private static T Parse<T>(ArgumentResult result, string text, string name, Func<T, bool> holds, string rule) where T : struct, INumber<T>
    {
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && holds(value)) return value;
        result.AddError($"{name} must be {rule}, not '{text}'.");
        return default;
    }
}
