namespace SolverGrpc.Architecture.Tests;

/// <summary>Which folder of the core may use which, checked in the compiled code.</summary>
public class CoreLayerTests
{
    private const string Core = "SolverGrpc.Core.";
    private static readonly string[] Solvers = ["Separable", "Concave", "Coupled", "Discrete"];

    // what methods and certificates say to each other: data without behaviour of a solver
    private static readonly string[] PlainData = ["CostBreakdown", "MethodResult", "LimitKind", "SolveBudget", "BranchLog", "WeightedMinima", "Workspace"];

    private static readonly Lazy<List<(OwnType User, OwnType Used)>> Uses = new(() =>
    {
        using CompiledAssembly core = Repository.Projects.Single(project => project.Name == "Core").Assembly;
        return [.. core.Uses.Distinct()];
    });

    [Fact]
    public void Uses_OfKnownTypes_AreFound()
    {
        // a scanner that finds nothing would let every other test here pass
        Assert.Contains((new(Core + "Solving", "Solver"), new(Core + "Certificates", "Judge")), Uses.Value);
        Assert.Contains((new(Core + "Certificates", "SearchCheck"), new(Core + "Problems", "LotGrid")), Uses.Value);
        Assert.Contains((new(Core + "Baselines", "VwapMethod"), new(Core + "Solving", "IAllocationMethod")), Uses.Value);
        Assert.Contains((new(Core + "Costs", "Objective"), new(Core + "Costs", "CompensatedSum")), Uses.Value);
    }

    [Fact]
    public void Baselines_DoNotUseTheSolversTheyAreComparedWith() => AssertNone("Baselines", Solvers);

    [Fact]
    public void Certificates_UseNothingOfTheSolvers()
    {
        (OwnType, OwnType)[] found = [.. Uses.Value.Where(use =>
            In(use.User, "Certificates")
            && use.Used.Namespace.StartsWith(Core, StringComparison.Ordinal)
            && !In(use.Used, "Certificates", "Costs", "Problems", "Simd")
            && !(In(use.Used, "Solving") && PlainData.Contains(use.Used.Name)))];
        Assert.Empty(found);
    }

    [Fact]
    public void Solvers_UseNothingOfTheCertificates()
    {
        foreach (string solver in Solvers) AssertNone(solver, "Certificates", "Baselines", "Comparison");
    }

    [Fact]
    public void CostsAndProblems_UseNoMethod()
    {
        foreach (string name in new[] { "Costs", "Problems" }) AssertNone(name, [.. Solvers, "Baselines", "Comparison", "Certificates"]);
    }

    [Fact]
    public void Simd_KnowsNothingOfTheProblem() =>
        AssertNone("Simd", [.. Solvers, "Baselines", "Comparison", "Certificates", "Costs", "Problems", "Solving"]);

    private static void AssertNone(string user, params string[] forbidden)
    {
        (OwnType, OwnType)[] found = [.. Uses.Value.Where(use => In(use.User, user) && In(use.Used, forbidden))];
        Assert.Empty(found);
    }

    private static bool In(OwnType type, params string[] folders) => folders.Any(folder => type.Namespace == Core + folder);
}
