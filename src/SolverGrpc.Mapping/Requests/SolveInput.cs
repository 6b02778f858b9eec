using System.Buffers;

namespace SolverGrpc.Mapping.Requests;

/// <summary>A <c>SolveRequest</c> as it came over the wire. Reused like <see cref="ProblemInput"/>.</summary>
internal sealed class SolveInput
{
    /// <summary>Longest request_id, in bytes.</summary>
    public const int RequestIdBytesMax = 64;

    private OptionsInput _options;
    private readonly byte[] _requestId = new byte[RequestIdBytesMax];

    /// <summary>request_id in UTF-8; empty if it is too long.</summary>
    public ReadOnlySpan<byte> RequestId => _requestId.AsSpan(0, RequestIdBytes <= RequestIdBytesMax ? RequestIdBytes : 0);

    /// <summary>Length of request_id in bytes; one more than <see cref="RequestIdBytesMax"/> if it is too long.</summary>
    public int RequestIdBytes { get; private set; }

    /// <summary>problem is present.</summary>
    public bool HasProblem { get; set; }

    /// <summary>problem.</summary>
    public ProblemInput Problem { get; } = new();

    /// <summary>options; the zero value where absent.</summary>
    public ref OptionsInput Options => ref _options;

    /// <summary>output_mask.</summary>
    public OutputMask Mask { get; } = new();

    /// <summary>Sets request_id.</summary>
    public void SetRequestId(in ReadOnlySequence<byte> bytes) => RequestIdBytes = Utf8Text.Copy(bytes, _requestId);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        RequestIdBytes = 0;
        HasProblem = false;
        Problem.Clear();
        Options = default;
        Mask.Clear();
    }
}

/// <summary>The fields of <c>SolveOptions</c> as they came over the wire.</summary>
internal record struct OptionsInput
{
    /// <summary>method, by its number.</summary>
    public int Method { get; set; }

    /// <summary>relative_tolerance.</summary>
    public double RelativeTolerance { get; set; }

    /// <summary>time_budget.</summary>
    public WireTime TimeBudget { get; set; }

    /// <summary>node_limit.</summary>
    public long NodeLimit { get; set; }

    /// <summary>warm_lambda; null: not set.</summary>
    public double? WarmLambda { get; set; }

    /// <summary>grid_step.</summary>
    public double GridStep { get; set; }
}
