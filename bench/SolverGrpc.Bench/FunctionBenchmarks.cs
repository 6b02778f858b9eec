using BenchmarkDotNet.Attributes;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Bench;

/// <summary>exp2, log2 and the sums over 390 numbers in the first-level cache, per kernel.</summary>
[MemoryDiagnoser]
public unsafe class FunctionBenchmarks
{
    private const int Count = 390;

    private readonly double[] _x = GC.AllocateUninitializedArray<double>(Count, pinned: true);
    private readonly double[] _y = GC.AllocateUninitializedArray<double>(Count, pinned: true);
    private KernelSelection.Forced _forced;

    /// <summary>The kernel.</summary>
    [ParamsSource(nameof(Kernels))]
    public SimdKernel Kernel { get; set; }

    /// <summary>Every kernel this CPU has.</summary>
    public static IEnumerable<SimdKernel> Kernels => KernelSelection.Supported;

    /// <summary>Draws the numbers and checks that log2 undoes exp2.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _forced = KernelSelection.Force(Kernel);
        var random = new Random(1);
        for (int i = 0; i < Count; i++) _x[i] = 1 + (20 * random.NextDouble());
        Exp2();
        double[] power = [.. _y];
        power.CopyTo(_x, 0);
        double[] logarithm = [.. Logarithms()];
        for (int i = 0; i < Count; i++)
            if (Math.Abs(Math.Pow(2, logarithm[i]) - power[i]) > 1e-13 * power[i]) throw new InvalidOperationException("log2 does not undo exp2");
    }

    /// <summary>Gives the kernel back.</summary>
    [GlobalCleanup]
    public void Cleanup() => _forced.Dispose();

    /// <summary>2^x.</summary>
    [Benchmark]
    public void Exp2() => Run(Function.Exp2);

    /// <summary>log₂ x.</summary>
    [Benchmark]
    public void Log2() => Run(Function.Log2);

    /// <summary>Σ x.</summary>
    [Benchmark]
    public double Sum() => Run(Function.Sum).First;

    /// <summary>Σ x in twice the precision.</summary>
    [Benchmark]
    public double CompensatedSum() => Run(Function.CompensatedSum).First;

    private double[] Logarithms()
    {
        Log2();
        return _y;
    }

    private Totals Run(Function function)
    {
        fixed (double* x = _x, y = _y) return KernelSelection.Run<Call, Totals>(new(function, x, y));
    }

    private enum Function
    {
        Exp2,
        Log2,
        Sum,
        CompensatedSum,
    }

    private readonly struct Call(Function function, double* x, double* y) : ILaneCall<Totals>
    {
        public Totals With<TLane>()
            where TLane : struct, ILane<TLane> => function switch
            {
                Function.Exp2 => new MapPass<Exp2<TLane>, TLane>(x, y).Run(0, Count),
                Function.Log2 => new MapPass<Log2<TLane>, TLane>(x, y).Run(0, Count),
                Function.Sum => new SumPass<TLane>(x).Run(0, Count),
                _ => new CompensatedSumPass<TLane>(x).Run(0, Count),
            };
    }
}
