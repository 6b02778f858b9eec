using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Certificates;

/// <summary>The bound of branch and bound, from its tree as advice: it closes the gap, and no tree however wrong lifts it above the optimum.</summary>
public class BranchBoundTests
{
    [Fact]
    public void BranchAndBound_AnyProblem_IsCheckedAndClosesTheGap()
    {
        int split = 0;
        Cases.Run(2000, random =>
        {
            AllocationProblem problem = Any(random);
            var workspace = new Workspace();
            Answer answer = Solve(problem, workspace);
            if (!answer.HasSchedule) return;
            Assert.True(answer.Certificate.BoundIsChecked, $"not checked: {answer.Certificate}");
            Assert.Equal(Termination.Optimal, answer.Termination);
            if (workspace.Branches.Count > 1) split++;
        });
        Assert.True(split > 500, $"{split} were split");
    }

    /// <summary>Boxes moved, exchanged, hung elsewhere, left out; multipliers changed; claims above the optimum.</summary>
    [Fact]
    public void DamagedTrees_AreNeverAboveTheOptimum()
    {
        int trees = 0, refused = 0, held = 0;
        Cases.Run(1500, random =>
        {
            AllocationProblem problem = Any(random);
            var workspace = new Workspace();
            Answer answer = Solve(problem, workspace);
            if (!answer.HasSchedule || workspace.Branches.Count < 3) return;
            double optimum = answer.Certificate.Objective, scale = answer.Certificate.RoundingScale;
            BranchLog.Branch[] sound = [.. workspace.Branches.Branches];
            for (int k = 0; k < 20; k++, trees++)
            {
                BranchLog.Branch[] damaged = [.. sound];
                int count = random.Next(1, 4);
                for (int d = 0; d < count; d++) Damage(random, damaged, problem);

                double claim = optimum + (Math.Abs(optimum) * random.LogUniform(1e-8, .1) * (random.Next(2) == 0 ? 1 : -1));
                double bound = BranchBound.Of(problem, damaged, claim, SolveBudget.Unlimited, new Workspace()).Value;
                if (double.IsNaN(bound)) refused++;
                else held++;
                Assert.False(bound > optimum + (1e-9 * Math.Abs(optimum)) + (1e-12 * scale), $"{bound:R} above {optimum:R}: {string.Join(' ', damaged)}");
            }
        });
        Assert.True(trees > 5000 && refused > 1000 && held > 1000, $"{trees} trees, {refused} refused, {held} held");
    }

    /// <summary>All periods concave with one room: no search, and a bound of its own.</summary>
    [Fact]
    public void OneRoomForAll_IsCheckedAndExact()
    {
        int parts = 0;
        Cases.Run(1000, random =>
        {
            int n = random.Next(2, 9);
            AllocationProblem problem = Draw.Curves(random, n, random.Next(5, 40), Draw.Shape.Concave);
            double cap = problem.Quantity / n * (1 + (3 * random.NextDouble()));
            for (int i = 0; i < n; i++)
            {
                problem.Lower[i] = random.Next(3) == 0 ? .1 * problem.Quantity / n : 0;
                problem.Upper[i] = problem.Lower[i] + cap;
            }

            Answer answer = problem.Solve();

            Assert.True(answer.Certificate.BoundIsChecked, $"not checked: {answer.Certificate}");
            Assert.Equal(Termination.Optimal, answer.Termination);
            if (answer.Certificate.Proof == ProofKind.BranchAndBound) parts++;
            double bound = CommonRoomBound.Of(problem, new Workspace()).Value;
            Assert.True(Math.Abs(bound - answer.Certificate.Objective) <= 1e-10 * answer.Certificate.RoundingScale, $"{bound:R} beside {answer.Certificate.Objective:R}");
        });
        Assert.True(parts > 300, $"{parts} with a part");
    }

    [Fact]
    public void OtherRooms_GetNoFormula()
    {
        Assert.True(double.IsFinite(CommonRoomBound.Of(Make.Power(10, .5, 1, 2, 3).Capped(4, 4, 4), new Workspace()).Value));
        Assert.True(double.IsNaN(CommonRoomBound.Of(Make.Power(10, .5, 1, 2, 3).Capped(4, 4, 5), new Workspace()).Value));
        Assert.True(double.IsNaN(CommonRoomBound.Of(Make.Power(10, 1.5, 1, 2, 3).Capped(4, 4, 4), new Workspace()).Value));
        AllocationProblem slices = Make.Power(10, .5, 1, 2, 3).Capped(4, 4, 4);
        slices.HasMinimumSlice = true;
        slices.MinimumSlice[1] = 3;
        Assert.True(double.IsNaN(CommonRoomBound.Of(slices, new Workspace()).Value));

        // with a floor they are one
        slices.Floored(0, 1, 0).Capped(4, 7, 4);
        Assert.True(double.IsFinite(CommonRoomBound.Of(slices, new Workspace()).Value));
    }

    /// <summary>More boxes than are kept: the claim stays one.</summary>
    [Fact]
    public void TooManyBoxes_AreNotChecked()
    {
        var log = new BranchLog();
        for (int k = 0; k <= BranchLog.Capacity; k++) log.Add(new(k - 1, 0, 0, 1, 0));
        Assert.True(log.Branches.IsEmpty);
        AllocationProblem problem = Make.Power(10, .5, 1, 2, 3).Capped(4, 5, 6);
        Assert.True(double.IsNaN(BranchBound.Of(problem, log.Branches, 1, SolveBudget.Unlimited, new Workspace()).Value));
    }

    private static Answer Solve(AllocationProblem problem, Workspace workspace)
    {
        var answer = new Answer();
        Solver.Solve(problem, new SolveSettings { Method = Method.BranchAndBound }, workspace, answer);
        return answer;
    }

    private static AllocationProblem Any(Random random)
    {
        int n = random.Next(3, 16);
        AllocationProblem problem = random.Next(4) switch
        {
            0 => Draw.Competing(random, n, 30 * n, mixed: false),
            1 => Draw.Competing(random, n, 30 * n, mixed: true),
            2 => Alike(random, n),
            _ => Draw.Curves(random, n, 30 * n, (Draw.Shape)random.Next(1, 4)).WithBounds(random),
        };
        return random.Next(4) == 0 ? problem.WithMinimumSlices(random) : problem;
    }

    // few kinds of periods
    private static AllocationProblem Alike(Random random, int n)
    {
        int kinds = random.Next(1, 4);
        AllocationProblem problem = Make.Power(30 * n, .4 + (.5 * random.NextDouble()), [.. Enumerable.Range(0, n).Select(i => 1 + (.1 * (i % kinds)))]);
        for (int i = 0; i < n; i++) problem.Upper[i] = 70 + (20 * (i % 2));
        return problem;
    }

    private static void Damage(Random random, BranchLog.Branch[] tree, AllocationProblem problem)
    {
        int at = random.Next(tree.Length), other = random.Next(tree.Length);
        BranchLog.Branch branch = tree[at];
        double quantity = problem.Quantity * random.NextDouble();
        tree[at] = random.Next(9) switch
        {
            0 => branch with { Low = branch.Low + quantity },
            1 => branch with { High = branch.High - quantity },
            2 => branch with { High = random.Next(3) switch { 0 => double.NaN, 1 => -1, _ => quantity } },
            3 => branch with { Parent = random.Next(-2, tree.Length + 1) },
            4 => branch with { Period = random.Next(-2, problem.PeriodCount + 1) },
            5 => branch with { Lambda = branch.Lambda * random.LogUniform(.1, 10) },
            6 => branch with { Lambda = random.Next(3) switch { 0 => double.NaN, 1 => -branch.Lambda, _ => double.PositiveInfinity } },
            7 => branch with { Low = tree[other].Low, High = tree[other].High },
            _ => tree[other],
        };
    }
}
