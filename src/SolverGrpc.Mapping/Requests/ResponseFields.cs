namespace SolverGrpc.Mapping.Requests;

/// <summary>The fields of a <c>SolveResponse</c> that a client may leave out.</summary>
[Flags]
internal enum ResponseFields
{
    /// <summary>request_id and outcome only.</summary>
    None = 0,

    /// <summary>schedule.</summary>
    Schedule = 1 << 0,

    /// <summary>lambda.</summary>
    Lambda = 1 << 1,

    /// <summary>expected_cost.</summary>
    ExpectedCost = 1 << 2,

    /// <summary>variance.</summary>
    Variance = 1 << 3,

    /// <summary>certificate.</summary>
    Certificate = 1 << 4,

    /// <summary>binding.</summary>
    Binding = 1 << 5,

    /// <summary>diagnostics.</summary>
    Diagnostics = 1 << 6,

    /// <summary>equal_split.</summary>
    EqualSplit = 1 << 7,

    /// <summary>statistics.</summary>
    Statistics = 1 << 8,

    /// <summary>Everything.</summary>
    All = (1 << 9) - 1,
}

/// <summary>Looks at <see cref="ResponseFields"/>.</summary>
internal static class ResponseFieldsExtensions
{
    /// <summary>Whether a field is wanted; unlike <see cref="Enum.HasFlag"/> without allocating in unoptimised code.</summary>
    public static bool Has(this ResponseFields fields, ResponseFields field) => (fields & field) != 0;
}
