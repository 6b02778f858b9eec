using BenchmarkDotNet.Attributes;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Bench;

/// <summary>Root and vector alone, and the whole solve with feasibility, closing and certificate, per kernel and size.</summary>
[MemoryDiagnoser]
public class SolveBenchmarks
{
    private readonly Workspace _workspace = new();
    private readonly Answer _answer = new();
    private KernelRun _kernel = null!;
    private BenchInstance _instance = null!;
    private KernelSelection.Forced _forced;

    /// <summary>N.</summary>
    [Params(8, 390, 10_000, 1_000_000)]
    public int Count { get; set; }

    /// <summary>What is solved.</summary>
    [Params("Power", "Warm", "Capped", "Equal", "Quadratic")]
    public string Work { get; set; } = "";

    /// <summary>The kernel.</summary>
    [ParamsSource(nameof(Kernels))]
    public SimdKernel Kernel { get; set; }

    /// <summary>Every kernel this CPU has.</summary>
    public static IEnumerable<SimdKernel> Kernels => KernelSelection.Supported;

    /// <summary>Draws the instance and checks the answers of both.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _forced = KernelSelection.Force(Kernel);
        _kernel = KernelRun.Of(Enum.Parse<BenchTask>(Work), Count);
        _instance = _kernel.Instance;
        _kernel.Verified();
        if (WholeSolve() != Termination.Optimal) throw new InvalidOperationException($"{_instance.Name}: {_answer.Termination} {_answer.Detail}");
    }

    /// <summary>Gives the kernel back.</summary>
    [GlobalCleanup]
    public void Cleanup() => _forced.Dispose();

    /// <summary>λ and x.</summary>
    [Benchmark]
    public double RootAndVector() => _kernel.Solve().Lambda;

    /// <summary>Everything <see cref="Solver"/> does.</summary>
    [Benchmark]
    public Termination WholeSolve()
    {
        Solver.Solve(_instance.Problem, new SolveSettings { WarmLambda = _instance.WarmLambda }, _workspace, _answer);
        return _answer.Termination;
    }
}
