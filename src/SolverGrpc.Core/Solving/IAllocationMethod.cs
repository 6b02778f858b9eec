using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Solving;

/// <summary>A way to solve allocation problems.</summary>
public interface IAllocationMethod
{
    /// <summary>Its name.</summary>
    Method Id { get; }

    /// <summary>Why this method cannot take a problem with <paramref name="traits"/>, in a sentence; null if it can.</summary>
    string? Refuse(ProblemTraits traits);

    /// <summary>
    /// Solves a feasible problem with S &gt; 0. Writes the schedule (in shares; whole lots exactly representable) to
    /// <paramref name="schedule"/>, length N. What it claims is not believed: the certificate is computed elsewhere.
    /// </summary>
    MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule);
}

/// <summary>What a method says of its schedule.</summary>
public readonly record struct MethodResult()
{
    /// <summary>A schedule was written. False: a limit was hit before one was found, or the problem turned out infeasible.</summary>
    public bool HasSchedule { get; init; } = true;

    /// <summary>The method that found it, where one exact method hands a problem to another; <see cref="Method.Auto"/>: the one that was asked.</summary>
    public Method SolvedBy { get; init; }

    /// <summary>The method found that no schedule meets the limits: what it could reach at best (variance, value at risk or slippage).</summary>
    public double? SmallestReachable { get; init; }

    /// <summary>The method has searched everything and found that no schedule meets bounds, lots and minimum slices.</summary>
    public bool ProvenInfeasible { get; init; }

    /// <summary>Why, if the method refuses this very problem (its numbers, not its traits).</summary>
    public string? Refusal { get; init; }

    /// <summary>For people: why there is no schedule, or what should be known about it.</summary>
    public string? Remark { get; init; }

    /// <summary>λ, the multiplier of Σ x = S beside E + κ V with the κ of the solution, in currency per share; NaN if the method has none.</summary>
    public double Lambda { get; init; } = double.NaN;

    /// <summary>Multiplier of the variance (κ) at the solution; risk aversion if that was given.</summary>
    public double VarianceMultiplier { get; init; }

    /// <summary>Price of the value-at-risk limit, dimensionless.</summary>
    public double ValueAtRiskMultiplier { get; init; }

    /// <summary>Price of the limit on the order's slippage, dimensionless.</summary>
    public double OrderSlippageMultiplier { get; init; }

    /// <summary>Lower bound that the method's own search has proven; −∞ if it proves none.</summary>
    public double SearchBound { get; init; } = double.NegativeInfinity;

    /// <summary>Grid on which the search bound holds, in shares; 0: no grid.</summary>
    public double GridStep { get; init; }

    /// <summary>The limit that ended the search.</summary>
    public LimitKind Limit { get; init; }

    /// <summary>Iterations, passes or nodes.</summary>
    public long Iterations { get; init; }
}
