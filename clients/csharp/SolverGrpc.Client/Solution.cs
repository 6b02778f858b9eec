using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client;

/// <summary>The answer to one problem. One without a schedule is an answer, too: look at <see cref="Termination"/>.</summary>
/// <param name="message">The response as it came.</param>
public sealed class Solution(SolveResponse message)
{
    /// <summary>The response as it came, with every field of the contract.</summary>
    public SolveResponse Message { get; } = message;

    /// <summary>How the solve ended.</summary>
    public Termination Termination => Message.Outcome.Termination;

    /// <summary>Proven optimal within the tolerance.</summary>
    public bool IsOptimal => Termination == Termination.Optimal;

    /// <summary>For people: what cannot be met, what is not covered, which limit was hit; empty if all is well.</summary>
    public string Detail => Message.Outcome.Detail;

    /// <summary>Shares per period, or units of the quantum if the problem asked for whole lots.</summary>
    /// <exception cref="NoScheduleException">There is none.</exception>
    public IReadOnlyList<double> Schedule => Message.Schedule switch
    {
        null => throw new NoScheduleException($"{Termination}: {Detail}"),
        { QuantityUnits.Count: > 0 } lots => [.. lots.QuantityUnits],
        var shares => shares.Quantity,
    };

    /// <summary>Whole units per period; empty unless the problem asked for whole lots.</summary>
    public IReadOnlyList<long> Units => Message.Schedule is { } schedule ? schedule.QuantityUnits : [];

    /// <summary>What one share more would cost, in currency per share.</summary>
    public double Lambda => Message.Lambda;

    /// <summary>Expected cost in currency; its parts are in <see cref="SolveResponse.ExpectedCost"/>. 0 without a schedule.</summary>
    public double Cost => Message.ExpectedCost?.Total ?? 0;

    /// <summary>Variance of the execution cost, in currency².</summary>
    public double Variance => Message.Variance;

    /// <summary>The proof: objective, lower bound, gaps, residuals. Null without a schedule.</summary>
    public Certificate? Certificate => Message.Certificate;

    /// <summary>Part of the equal split's cost that the schedule saves; null if the equal split breaks a constraint.</summary>
    public double? Saving => Message.EqualSplit is { Feasible: true } equal ? equal.Saving : null;
}
