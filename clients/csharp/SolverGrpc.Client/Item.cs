namespace SolverGrpc.Client;

/// <summary>One answer of many.</summary>
/// <param name="Index">Position of its request, from 0.</param>
/// <param name="Solution">The answer, unless there is an error.</param>
/// <param name="Error">The error that its solve alone would have thrown; it ends only this item.</param>
public sealed record Item(int Index, Solution? Solution, CallException? Error)
{
    /// <summary>The answer.</summary>
    /// <exception cref="CallException">There is an error instead.</exception>
    public Solution Result() => Solution ?? throw Error!;
}
