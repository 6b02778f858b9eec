using SolverGrpc.Bench;
using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests;

/// <summary>Whole solves that are long enough for several threads: schedule, multiplier and proof are the same bytes, however many there are.</summary>
public sealed class ThreadCountTests : IDisposable
{
    private const int Periods = ChunkedPass.ShortestChunked + 12_345;

    public static TheoryData<string> Names => [.. ProblemClass.All.Where(item => item.LargestCount >= Periods).Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AnyNumberOfThreads_GivesTheSameAnswer(string name)
    {
        AllocationProblem problem = ProblemClass.Named(name).Draw(Periods);
        (double[] Schedule, double Lambda, Certificate Certificate)? first = null;
        foreach (int threads in (int[])[1, 2, 3, 8])
        {
            ChunkedPass.ThreadLimit = threads;
            Answer answer = problem.Solve();
            Assert.Equal(Termination.Optimal, answer.Termination);
            first ??= (answer.Schedule.ToArray(), answer.Lambda, answer.Certificate);
            Assert.True(first.Value.Schedule.AsSpan().SequenceEqual(answer.Schedule), $"{threads} threads");
            Assert.Equal((first.Value.Lambda, first.Value.Certificate), (answer.Lambda, answer.Certificate));
        }
    }

    public void Dispose() => ChunkedPass.ThreadLimit = 0;
}
