using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Baselines;

/// <summary>The methods that solve the convex separable problem exactly prove it with their own λ, over problems of every mixture.</summary>
public class ExactBaselineTests
{
    [Theory]
    [InlineData(Method.Bisection, 1.0)]
    [InlineData(Method.Sqp, .3)]
    [InlineData(Method.Newton, .1)]
    public void RandomConvexProblems_AreProvenOptimal(Method method, double leastPart) => ProveRandom(method, 500, 30, leastPart);

    [Theory]
    [InlineData(Method.Bisection, 1.0)]
    [InlineData(Method.Sqp, .3)]
    [InlineData(Method.Newton, .1)]
    public void ManyPeriods_AreProvenOptimal(Method method, double leastPart) => ProveRandom(method, 30, 800, leastPart);

    [Fact]
    public void ClosedForm_CommonExponentAndSpread_IsProvenOptimal() => Cases.Run(500, random =>
    {
        int periods = random.Next(1, 400);
        double d = random.Chance(.2) ? 2 : 1.05 + (3 * random.NextDouble()), spread = random.NextDouble() - .5;
        double[] c = [.. Enumerable.Range(0, periods).Select(_ => random.LogUniform(1e-6, 1))];
        AllocationProblem problem = Make.Curves(random.LogUniform(1, 1e6), Enumerable.Repeat(spread, periods).ToArray(), new double[periods], c, Enumerable.Repeat(d, periods).ToArray());
        AssertOptimal(problem, problem.Solve(Method.ClosedForm));
    });

    /// <summary>Without bounds and with exponents up to 2, Σ x(λ) is convex and plain Newton always arrives.</summary>
    [Fact]
    public void Newton_ExponentsUpToTwoWithoutBounds_NeverFails() => Cases.Run(500, random =>
    {
        int periods = random.Next(1, 100);
        AllocationProblem problem = Make.Curves(
            random.LogUniform(1, 1e6),
            new double[periods],
            new double[periods],
            [.. Enumerable.Range(0, periods).Select(_ => random.LogUniform(1e-3, 1))],
            [.. Enumerable.Range(0, periods).Select(_ => 1.1 + (.9 * random.NextDouble()))]);
        AssertOptimal(problem, problem.Solve(Method.Newton));
    });

    [Fact]
    public void Newton_PriceAtWhichNothingMoves_SaysThatItFailed()
    {
        Answer answer = Make.Power(100, 3, 1e-6, 1, 100).Solve(Method.Newton);
        Assert.Equal(Termination.LimitNoSolution, answer.Termination);
        Assert.Equal(LimitKind.Iterations, answer.Limit);
        Assert.Contains("no period moves", answer.Detail, StringComparison.Ordinal);
        Assert.NotEqual(0, answer.Residuals.Values.Length);
    }

    [Fact]
    public void Bisection_Books_AreProvenOptimal() => Cases.Run(300, random =>
    {
        var periods = new (double Size, double Price)[random.Next(1, 20)][];
        for (int i = 0; i < periods.Length; i++)
        {
            double price = random.NextDouble();
            periods[i] = [.. Enumerable.Range(0, random.Next(1, 10)).Select(_ => (random.NextDouble() * 100, price += random.Next(3) * .01))];
        }

        AllocationProblem problem = Make.Book(periods.Sum(levels => levels.Sum(level => level.Size)) * random.NextDouble(), periods);
        AssertOptimal(problem, problem.Solve(Method.Bisection));
    });

    [Theory]
    [InlineData(Method.Bisection)]
    [InlineData(Method.Sqp)]
    [InlineData(Method.Newton)]
    [InlineData(Method.ClosedForm)]
    public void Residuals_AreKeptPerIteration(Method method)
    {
        Answer answer = Make.Power(100, 1.5, 1, 2, 4).Solve(method);
        int expected = method == Method.ClosedForm ? 0 : (int)answer.Iterations;
        Assert.Equal(expected, answer.Residuals.Values.Length);
        if (expected > 0) Assert.True(Math.Abs(answer.Residuals.Values[^1]) < 1e-12);
    }

    [Theory]
    [InlineData(Method.Bisection)]
    [InlineData(Method.Newton)]
    [InlineData(Method.Sqp)]
    [InlineData(Method.DifferentialEvolution)]
    [InlineData(Method.Greedy)]
    public void ExhaustedBudget_EndsWithTheTimeLimit(Method method)
    {
        var settings = new SolveSettings { Method = method, Budget = new(TimeProvider.System, TimeSpan.Zero, CancellationToken.None) };
        var answer = new Answer();
        Solver.Solve(Make.Power(100, 1.5, 1, 2, 4), settings, new Workspace(), answer);
        Assert.Equal(LimitKind.Time, answer.Limit);
        Assert.NotEqual(Termination.Optimal, answer.Termination);
    }

    private static void ProveRandom(Method method, int count, int mostPeriods, double leastPart)
    {
        int solved = 0;
        Cases.Run(count, random =>
        {
            AllocationProblem problem = Cases.Convex(random, random.Next(1, mostPeriods));
            Answer answer = problem.Solve(method);
            if (answer.Termination == Termination.Unsupported || (method == Method.Newton && answer.Termination == Termination.LimitNoSolution)) return;
            solved++;
            AssertOptimal(problem, answer);
        });
        Assert.True(solved >= leastPart * count, $"only {solved} of {count} were solved");
    }

    private static void AssertOptimal(AllocationProblem problem, Answer answer)
    {
        Assert.True(answer.Termination == Termination.Optimal, $"{answer.Termination} {answer.Limit} {answer.Detail} {answer.Certificate} iterations {answer.Iterations}");
        double optimum = problem.Solve().Certificate.Objective;
        Assert.Equal(optimum, answer.Certificate.Objective, 1e-9 * Math.Max(Math.Abs(optimum), answer.Certificate.RoundingScale));
        Assert.True(Math.Abs(CompensatedSum.Of(answer.Schedule) - problem.Quantity) <= Math.BitIncrement(problem.Quantity) - problem.Quantity);
    }
}
