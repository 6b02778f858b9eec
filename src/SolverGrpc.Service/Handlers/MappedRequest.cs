using System.Text;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Service.Handlers;

/// <summary>What Compare and TraceFrontier have in common: a problem and options, checked and mapped.</summary>
internal sealed class MappedRequest
{
    private readonly ProblemMapping _mapping = new();

    /// <summary>Checks and maps; what else is wrong is added by the caller before <see cref="ThrowIfInvalid"/>.</summary>
    public MappedRequest(string requestId, Contracts.V1.Problem? problem, SolveOptions? options)
    {
        if (Encoding.UTF8.GetByteCount(requestId) > SolveInput.RequestIdBytesMax) Violations.Add("request_id", "must have at most 64 bytes");
        if (problem is null)
        {
            Violations.Add("problem", "is required");
        }
        else
        {
            var input = new ProblemInput();
            ProblemMessageReader.Read(problem, input);
            _mapping.Map(input, Violations);
        }

        OptionsInput read = SolveMessageReader.Options(options);
        Settings = OptionsSection.Read(read, Violations);
        TimeBudget = OptionsSection.TimeBudget(read);
    }

    /// <summary>What is wrong.</summary>
    public Violations Violations { get; } = new();

    /// <summary>The problem, if nothing is wrong.</summary>
    public AllocationProblem Problem => _mapping.Problem;

    /// <summary>Why no method covers it; null if one may.</summary>
    public string? Unsupported => _mapping.Unsupported;

    /// <summary>How to solve; no budget.</summary>
    public SolveSettings Settings { get; }

    /// <summary>Time for each solve.</summary>
    public TimeSpan TimeBudget { get; }

    /// <summary>Ends the call if anything is wrong.</summary>
    public void ThrowIfInvalid()
    {
        if (!Violations.None) throw InvalidRequest.Of(Violations).ToRpcException();
    }
}
