using BenchmarkDotNet.Attributes;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Bench;

/// <summary>The whole solve of every class of problems at every size it is meant for.</summary>
[MemoryDiagnoser]
public class ProblemClassBenchmarks
{
    private ClassRun _run = null!;

    /// <summary>Class and N.</summary>
    [ParamsSource(nameof(Works))]
    public (string Class, int Count) Work { get; set; }

    /// <summary>Every class with N = 8, 390, 10,000 and 1,000,000, as far as it goes.</summary>
    public static IEnumerable<(string Class, int Count)> Works =>
        ProblemClass.All.SelectMany(item => item.Counts.Select(count => (item.Name, count)));

    /// <summary>Draws the instance and checks the certificate of its answer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _run = new(ProblemClass.Named(Work.Class).Draw(Work.Count));
        _run.Verify($"{Work.Class} {Work.Count}");
    }

    /// <summary>Everything <see cref="Solver"/> does.</summary>
    [Benchmark]
    public Termination WholeSolve() => _run.Solve();
}
