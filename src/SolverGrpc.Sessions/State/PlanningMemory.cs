using System.Buffers;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Responses;
using SolverGrpc.Mapping.Validation;

namespace SolverGrpc.Sessions.State;

/// <summary>What a thread needs to plan, to hash and to write plans, whatever the session: an idle session keeps its state only.</summary>
internal sealed class PlanningMemory
{
    [ThreadStatic]
    private static PlanningMemory? _ofThread;

    /// <summary>That of the calling thread.</summary>
    public static PlanningMemory OfThread => _ofThread ??= new();

    /// <summary>The open periods as they would come over the wire.</summary>
    public ProblemInput Input { get; } = new();

    /// <summary>The same as a problem.</summary>
    public ProblemMapping Mapping { get; } = new();

    /// <summary>Scratch memory of solves.</summary>
    public Workspace Workspace { get; } = new();

    /// <summary>The answer.</summary>
    public Answer Answer { get; } = new();

    /// <summary>The answer under a tighter limit on risk.</summary>
    public Answer Tighter { get; } = new();

    /// <summary>Units that are filled in or work for each open period.</summary>
    public Column<long> Committed { get; } = new();

    /// <summary>Units of a schedule.</summary>
    public Column<long> Units { get; } = new();

    /// <summary>The same in shares.</summary>
    public Column<double> Shares { get; } = new();

    /// <summary>Writes what is to be hashed into memory; whoever uses it empties it first.</summary>
    public BinaryWriter Hashed { get; } = new(new MemoryStream());

    /// <summary>Takes a message that is to be hashed; whoever uses it empties it first.</summary>
    public ArrayBufferWriter<byte> Said { get; } = new();

    /// <summary>Writes plans; whoever uses it empties it first.</summary>
    public BackwardWriter Written { get; } = new();
}
