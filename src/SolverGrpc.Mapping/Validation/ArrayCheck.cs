using System.Globalization;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>Whether an array can be used.</summary>
internal static class ArrayCheck
{
    /// <summary>Checks the values of a field; adds what is wrong.</summary>
    public static bool Values(ProblemInput input, ArrayField field, Violations violations)
    {
        ReadOnlySpan<double> values = input[field].Values;
        ArrayRule rule = ArrayRule.Of(field);
        if (rule.Allows(values)) return true;
        violations.AddElements(rule.Path, values.Length, new Checked(values, rule), static (state, i) => !state.Rule.Allows(state.Values[i]), rule.Allowed);
        return false;
    }

    /// <summary>Checks the values and the length of a per-period field; adds what is wrong.</summary>
    /// <param name="input">The problem.</param>
    /// <param name="field">The field.</param>
    /// <param name="periodCount">N; 0 if it is not known, then the length is not checked.</param>
    /// <param name="violations">Where what is wrong goes.</param>
    /// <param name="required">It must not be empty.</param>
    /// <returns>The field can be expanded to N values.</returns>
    public static bool PerPeriod(ProblemInput input, ArrayField field, int periodCount, Violations violations, bool required = false)
    {
        int count = input[field].Count;
        bool sized = Length(ArrayRule.Of(field).Path, count, periodCount, violations, required);
        return Values(input, field, violations) & sized;
    }

    /// <summary>Checks the length of a per-period field; adds what is wrong.</summary>
    public static bool Length(string path, int count, int periodCount, Violations violations, bool required)
    {
        if (count == 0 && !required) return true;
        if (count == 0)
        {
            violations.Add(path, "is required");
            return false;
        }

        if (count == 1 || count == periodCount || periodCount == 0) return true;
        violations.Add(path, string.Create(CultureInfo.InvariantCulture, $"has {count} values; must have {periodCount}, one per period, or 1"));
        return false;
    }

    /// <summary>
    /// Adds the violation of those elements of a per-period field whose consequence is wrong; of a field that one value
    /// stands for, only that one.
    /// </summary>
    public static void AddDerived<TState>(
        ProblemInput input, ArrayField field, int periodCount, Violations violations, TState state, ElementTest<TState> isWrong, string description)
        where TState : allows ref struct
    {
        int length = input[field].Given > 1 ? periodCount : 1;
        int before = violations.Count;
        violations.AddElements(ArrayRule.Of(field).Path, length, state, isWrong, description);
        // one value stands for all, and another field's is to blame
        if (violations.Count == before) violations.Add(ArrayRule.Of(field).Path, description);
    }

    private readonly ref struct Checked(ReadOnlySpan<double> values, ArrayRule rule)
    {
        public ReadOnlySpan<double> Values { get; } = values;

        public ArrayRule Rule { get; } = rule;
    }
}
