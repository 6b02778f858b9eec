using System.Globalization;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Responses;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Service.Admission;

namespace SolverGrpc.Service.Handlers;

/// <summary>
/// One solve from request to result, with all the memory it needs: read into <see cref="Input"/>, <see cref="TryPrepare"/>,
/// <see cref="Run"/>, write <see cref="Result"/>. Reused by one solve after the other.
/// </summary>
/// <param name="time">Measures the solve time and the time budget.</param>
internal sealed class SolveJob(TimeProvider time) : IWork
{
    // a period of the largest problems takes about 256 bytes
    private const int ValuesPerPeriod = 32;

    private readonly ProblemMapping _mapping = new();
    private readonly Workspace _workspace = new();
    private SolveSettings _settings = new();
    private SolveBudget _budget = SolveBudget.Unlimited;
    private CancellationToken _cancellation;
    private ISolveJobOwner? _owner;
    private bool _prepared;
    private TimeSpan _prepareTime;

    /// <summary>The request.</summary>
    public SolveInput Input { get; } = new();

    /// <summary>What is wrong with the request.</summary>
    public Violations Violations { get; } = new();

    /// <summary>The problem that was solved: periods, or bins.</summary>
    public AllocationProblem Problem => _mapping.Problem;

    /// <summary>The result, if nothing was wrong.</summary>
    public SolveResult Result { get; } = new();

    /// <summary>The response as bytes.</summary>
    public BackwardWriter Response { get; } = new();

    /// <summary>Why <see cref="IWork.Execute"/> failed; null: it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The request's memory is worth keeping for the next one.</summary>
    public bool IsReusable => Periods <= 1 << 16;

    /// <summary>N, as the request says.</summary>
    public int Periods => Input.Problem.Scalars.PeriodCount;

    /// <summary>How much memory it holds, in periods: its arrays may be much longer than N, and are then only refused when it is their turn.</summary>
    public int HeldPeriods => Math.Max(Periods, Input.Problem.ValueCount / ValuesPerPeriod);

    /// <summary>How much of its stream's room it takes; the stream's business.</summary>
    public int Places { get; set; }

    /// <inheritdoc/>
    int IWork.Periods => HeldPeriods;

    /// <inheritdoc/>
    public bool IsAbandoned => _cancellation.IsCancellationRequested;

    /// <summary>Forgets the solve before.</summary>
    public void Reset()
    {
        Violations.Clear();
        Response.Clear();
        Failure = null;
        _prepared = false;
        _budget = SolveBudget.Unlimited;
        _cancellation = default;
        _owner = null;
    }

    /// <summary>Validates and maps the request.</summary>
    /// <returns>False: it is invalid, see <see cref="Violations"/>.</returns>
    public bool TryPrepare()
    {
        long begin = time.GetTimestamp();
        _prepared = true;
        if (Input.RequestIdBytes > SolveInput.RequestIdBytesMax) Violations.Add("request_id", "must have at most 64 bytes");
        if (Input.HasProblem) _mapping.Map(Input.Problem, Violations);
        else Violations.Add("problem", "is required");
        _settings = OptionsSection.Read(Input.Options, Violations);
        foreach ((int index, string path) in Input.Mask.Unknown) Violations.Add($"output_mask.paths[{index}]", $"'{path}' is no field of SolveResponse");
        if (Input.Mask.FurtherUnknown is > 0 and var more) Violations.Add("output_mask.paths", string.Create(CultureInfo.InvariantCulture, $"and {more} more"));
        _prepareTime = time.GetElapsedTime(begin);
        return Violations.None;
    }

    /// <summary>Where a prepared, valid solve should run.</summary>
    public WorkSize Estimate() => _mapping.Unsupported is null ? WorkEstimate.Of(_mapping.Problem, _settings.Method) : WorkSize.Inline;

    /// <summary>Solves what has been prepared.</summary>
    public void Run()
    {
        long begin = time.GetTimestamp();
        if (_mapping.Unsupported is { } reason) Result.Refuse(reason);
        else Result.Solve(_mapping.Problem, _settings with { Budget = _budget }, Input.Mask.Fields, _workspace);
        Result.FindExtrapolated(_mapping.ValidUpTo);
        Result.SolveTimeNs = (long)(_prepareTime + time.GetElapsedTime(begin)).TotalNanoseconds;
    }

    /// <summary>Writes the response to <see cref="Response"/>.</summary>
    public void WriteResponse() => SolveWireWriter.Write(Input.RequestId, Result, Input.Mask.Fields, Response);

    /// <summary>Gets ready to run on another thread: the time budget begins.</summary>
    /// <param name="owner">Told when it is done.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public void Defer(ISolveJobOwner owner, CancellationToken cancellation)
    {
        _owner = owner;
        _cancellation = cancellation;
        TimeSpan budget = OptionsSection.TimeBudget(Input.Options);
        _budget = new SolveBudget(time, budget, cancellation);
    }

    /// <inheritdoc/>
    public void Execute()
    {
        try
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_prepared || TryPrepare()) Run();
        }
        catch (Exception e)
        {
            Failure = e;
        }

        _owner!.Completed(this);
    }
}

/// <summary>Who is told that a job is done.</summary>
internal interface ISolveJobOwner
{
    /// <summary>Called on the worker's thread. Never throws.</summary>
    void Completed(SolveJob job);
}
