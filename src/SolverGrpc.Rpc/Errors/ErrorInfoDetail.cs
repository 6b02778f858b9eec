using Google.Rpc;

namespace SolverGrpc.Rpc.Errors;

/// <summary>The machine-readable reason of an error, which every rich error has exactly once (AIP-193).</summary>
public static class ErrorInfoDetail
{
    /// <summary>Makes the detail.</summary>
    /// <param name="reason">Why, in UPPER_SNAKE_CASE, at most 63 characters; constant for one kind of error.</param>
    /// <param name="domain">Who says so, as in <c>solver.v1</c>.</param>
    /// <param name="metadata">What the reason is about, as names and values.</param>
    /// <returns>The detail.</returns>
    public static ErrorInfo Create(string reason, string domain, params IEnumerable<KeyValuePair<string, string>> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var detail = new ErrorInfo { Reason = reason, Domain = domain };
        foreach (var (name, value) in metadata)
            detail.Metadata.Add(name, value);
        return detail;
    }
}
