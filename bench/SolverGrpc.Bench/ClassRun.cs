using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Bench;

/// <summary>The whole solve of one problem, again and again with the same memory.</summary>
internal sealed class ClassRun(AllocationProblem problem)
{
    private readonly Workspace _workspace = new();

    /// <summary>The last answer.</summary>
    public Answer Answer { get; } = new();

    /// <summary>Solves once.</summary>
    public Termination Solve()
    {
        Solver.Solve(problem, new SolveSettings(), _workspace, Answer);
        return Answer.Termination;
    }

    /// <summary>Solves once and throws unless the certificate proves the answer to one part in 10,000.</summary>
    public void Verify(string name)
    {
        Certificate proof = Answer.Certificate;
        if (Solve() is Termination.Optimal) return;
        bool proven = Answer.HasSchedule && (proof = Answer.Certificate).RelativeGap <= 1e-4;
        if (!proven) throw new InvalidOperationException($"{name}: {Answer.Termination} {Answer.Detail} {proof}");
    }
}
