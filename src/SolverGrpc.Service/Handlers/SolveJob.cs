using System.Diagnostics;
using SolverGrpc.Core.Solving;
using SolverGrpc.Service.Requests;
using SolverGrpc.Service.Responses;
using SolverGrpc.Service.Validation;

namespace SolverGrpc.Service.Handlers;

/// <summary>
/// One solve from request to result, with all the memory it needs: read into <see cref="Input"/>, <see cref="TryPrepare"/>,
/// <see cref="Run"/>, write <see cref="Result"/>. Reused by one solve after the other.
/// </summary>
internal sealed class SolveJob
{
    private readonly ProblemMapping _mapping = new();
    private readonly Workspace _workspace = new();
    private SolveSettings _settings = new();
    private long _begin;

    /// <summary>The request.</summary>
    public SolveInput Input { get; } = new();

    /// <summary>What is wrong with the request.</summary>
    public Violations Violations { get; } = new();

    /// <summary>The result.</summary>
    public SolveResult Result { get; } = new();

    /// <summary>Largest number of periods for which the memory is worth keeping.</summary>
    public bool IsSmall => Input.Problem.CapacityBytes <= 1 << 20;

    /// <summary>Validates and maps the request.</summary>
    /// <returns>False: it is invalid, see <see cref="Violations"/>.</returns>
    public bool TryPrepare()
    {
        _begin = Stopwatch.GetTimestamp();
        Violations.Clear();
        if (Input.RequestIdBytes > SolveInput.RequestIdBytesMax) Violations.Add("request_id", "must have at most 64 bytes");
        if (Input.HasProblem) _mapping.Map(Input.Problem, Violations);
        else Violations.Add("problem", "is required");
        _settings = OptionsSection.Read(Input.Options, Violations);
        foreach ((int index, string path) in Input.Mask.Unknown) Violations.Add($"output_mask.paths[{index}]", $"'{path}' is no field of SolveResponse");
        return Violations.None;
    }

    /// <summary>Solves what has been prepared.</summary>
    public void Run(SolveBudget budget)
    {
        if (_mapping.Unsupported is { } reason) Result.Refuse(reason);
        else Result.Solve(_mapping.Problem, _settings with { Budget = budget }, Input.Mask.Fields, _workspace);
        Result.SolveTimeNs = (long)Stopwatch.GetElapsedTime(_begin).TotalNanoseconds;
    }
}
