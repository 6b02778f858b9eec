using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Concave;

/// <summary>The numbers of docs/mathematics.md for concave and mixed costs.</summary>
public class PublishedNumbersTests
{
    /// <summary>The stationary point (0.2, 0.8) costs 2.236: it is the maximum.</summary>
    [Fact]
    public void SquareRoots_TwoPeriods_OneTakesAll() => Expect(Make.Power(1, .5, 1, 2).Solve(), 1, 1, 0);

    /// <summary>Going unit by unit to the smallest marginal cost ends at 63.096.</summary>
    [Fact]
    public void DifferentExponents_GreedyIsWrong_OneTakesAll() =>
        Expect(Make.Curves(100, [0, 0], [0, 0], [1, 2], [.9, .5]).Solve(), 20, 0, 100);

    [Fact]
    public void SquareRoots_CommonCap_FillsTwo() =>
        Expect(Make.Power(6, .5, 1, 1.1, 1.3).Capped(4, 4, 4).Solve(), 3.555634918610405, 4, 2, 0);

    /// <summary>Concave first, then convex: an even split although both costs start concave; a corner costs 18.</summary>
    [Fact]
    public void SquarePlusRoot_TwoPeriods_SplitEvenly() =>
        Expect(Make.Curves(4, [0, 0], [1, 1], [1, 1], [.5, .5]).Solve(), 2 * (4 + Math.Sqrt(2)), 2, 2);

    /// <summary>Between its ends 0.01 x² + √x is up to 23 below its chord: a bound from chords would exceed the optimum.</summary>
    [Fact]
    public void SquarePlusRoot_WideCaps_BoundStaysBelowTheOptimum()
    {
        Answer answer = Make.Curves(100, [0, 0], [.01, .01], [1, 1], [.5, .5]).Capped(100, 100).Solve();
        Expect(answer, 2 * ((.01 * 2500) + Math.Sqrt(50)), 50, 50);
        double chords = .01 * 10000 + 10;
        Assert.True(chords > answer.Certificate.Objective + 23);
    }

    private static void Expect(Answer answer, double objective, params double[] schedule)
    {
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(Method.BranchAndBound, answer.Method);
        Assert.Contains(answer.Certificate.Proof, new[] { ProofKind.BranchAndBound, ProofKind.Envelope });
        for (int i = 0; i < schedule.Length; i++) Assert.Equal(schedule[i], answer.Schedule[i], 6);
        Assert.Equal(objective, answer.Certificate.Objective, 9);
    }
}
