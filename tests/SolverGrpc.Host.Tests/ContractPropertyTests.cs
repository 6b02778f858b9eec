using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Host.Tests;

/// <summary>
/// Every model, basis and kind of bound through the wire: the answer is allowed, costs what it says, and no move of shares
/// between two periods makes it cheaper, which for convex costs means that it is optimal.
/// </summary>
public sealed class ContractPropertyTests(RunningHost host) : IClassFixture<RunningHost>
{
    private const int Seeds = 6;

    public static TheoryData<CostModel.ModelOneofCase, ImpactBasis, BoundKind> Combinations
    {
        get
        {
            var all = new TheoryData<CostModel.ModelOneofCase, ImpactBasis, BoundKind>();
            foreach (CostModel.ModelOneofCase model in Enum.GetValues<CostModel.ModelOneofCase>().Where(m => m != CostModel.ModelOneofCase.None))
            {
                foreach (ImpactBasis basis in new[] { ImpactBasis.PerShare, ImpactBasis.TotalCost })
                {
                    foreach (BoundKind bound in Enum.GetValues<BoundKind>()) all.Add(model, basis, bound);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Solve_Combination_IsAllowedAndOptimal(CostModel.ModelOneofCase model, ImpactBasis basis, BoundKind bound)
    {
        int solved = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            Problem problem = RandomOrder.Of(new Random(seed), model, basis, bound);
            SolveResponse response = await host.Client.SolveAsync(new SolveRequest { Problem = problem });
            string label = $"seed {seed}: {response.Outcome} {problem}";
            if (model == CostModel.ModelOneofCase.PiecewiseLinear && basis == ImpactBasis.PerShare)
            {
                Assert.True(response.Outcome.Termination == Termination.Unsupported, label);
                solved++;
                continue;
            }

            if (response.Outcome.Termination == Termination.Infeasible) continue;
            Assert.True(response.Outcome.Termination == Termination.Optimal, label);
            AssertOptimal(problem, response, label);
            solved++;
        }

        Assert.True(solved > 0, "nothing was feasible");
    }

    private static void AssertOptimal(Problem problem, SolveResponse response, string label)
    {
        var contract = new ContractCost(problem);
        double[] x = [.. response.Schedule.Quantity];
        double tolerance = 1e-9 * problem.Quantity, total = contract.Total(x);
        Assert.True(Math.Abs(x.Sum() - problem.Quantity) <= tolerance, label);
        for (int i = 0; i < x.Length; i++) Assert.True(contract.Allows(i, x[i], tolerance), $"period {i}, {label}");
        Assert.True(Math.Abs(response.ExpectedCost.Total - total) <= 1e-9 * (1 + Math.Abs(total)), label);
        Assert.True(response.Certificate.LowerBound <= total + (1e-9 * (1 + Math.Abs(total))), label);
        foreach (double step in new[] { 1e-4 * problem.Quantity, 0.1 * problem.Quantity })
        {
            for (int i = 0; i < x.Length; i++)
            {
                for (int j = 0; j < x.Length; j++)
                {
                    double more = x[i] + step, less = x[j] - step;
                    if (i == j || less < 0 || !contract.Allows(i, more, 0) || !contract.Allows(j, less, 0)) continue;
                    double change = contract.Period(i, more) - contract.Period(i, x[i]) + contract.Period(j, less) - contract.Period(j, x[j]);
                    Assert.True(change >= -1e-9 * (1 + Math.Abs(total)), $"moving {step} from {j} to {i} saves {-change}, {label}");
                }
            }
        }
    }
}
