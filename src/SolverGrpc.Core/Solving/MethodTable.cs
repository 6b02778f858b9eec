using SolverGrpc.Core.Baselines;
using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Concave;
using SolverGrpc.Core.Coupled;
using SolverGrpc.Core.Discrete;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable;

namespace SolverGrpc.Core.Solving;

/// <summary>Every method there is, and which of them <see cref="Method.Auto"/> takes.</summary>
public static class MethodTable
{
    // the exact ones in the order in which Auto tries them
    private static readonly IAllocationMethod[] Exact =
        [new LambdaMethod(), new InteriorPointMethod(), new BranchAndBoundMethod(), new DynamicProgrammingMethod()];

    private static readonly IAllocationMethod[] Baselines =
    [
        new ClosedFormMethod(),
        new BisectionMethod(),
        new NewtonMethod(),
        new SqpMethod(),
        new DifferentialEvolutionMethod(),
        new GreedyMethod(),
        new EqualSplitMethod(),
        new VwapMethod(),
        new PovMethod(),
    ];

    /// <summary>All methods, the exact ones first.</summary>
    public static IReadOnlyList<IAllocationMethod> All { get; } = [.. Exact, .. Baselines];

    /// <summary>The exact method that is tried last.</summary>
    internal static IAllocationMethod MostGeneral => Exact[^1];

    /// <summary>The method named <paramref name="id"/>; null if there is none.</summary>
    public static IAllocationMethod? Find(Method id)
    {
        for (int i = 0; i < All.Count; i++)
            if (All[i].Id == id) return All[i];
        return null;
    }

    /// <summary>The first exact method from position <paramref name="from"/> on that takes <paramref name="traits"/>; null if there is none.</summary>
    internal static IAllocationMethod? ExactFor(ProblemTraits traits, ref int from)
    {
        while (from < Exact.Length)
        {
            IAllocationMethod method = Exact[from++];
            if (method.Refuse(traits) is null) return method;
        }

        return null;
    }

    internal static ProofKind SearchProof(Method id) => id switch
    {
        Method.BranchAndBound => ProofKind.BranchAndBound,
        Method.DynamicProgramming => ProofKind.DynamicProgramming,
        _ => ProofKind.None,
    };
}
