using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Tests.Simd;

/// <summary>Runs kernels by the name of the instruction set, on spans.</summary>
internal static unsafe class EveryLane
{
    /// <summary>Every kernel this CPU has.</summary>
    public static TheoryData<SimdKernel> Kernels => [.. KernelSelection.Supported];

    public static void Exp2(SimdKernel kernel, ReadOnlySpan<double> x, Span<double> y) => Map(kernel, x, y, logarithm: false);

    public static void Log2(SimdKernel kernel, ReadOnlySpan<double> x, Span<double> y) => Map(kernel, x, y, logarithm: true);

    /// <summary>y becomes x^y.</summary>
    public static void Power(SimdKernel kernel, ReadOnlySpan<double> x, Span<double> y)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        fixed (double* bases = x, exponents = y) KernelSelection.Run<PowerCall, Totals>(new(bases, exponents, x.Length));
    }

    public static double Sum(SimdKernel kernel, ReadOnlySpan<double> x) => Reduce(kernel, x, Reduction.Sum).First;

    public static (double Sum, double Lost) CompensatedSum(SimdKernel kernel, ReadOnlySpan<double> x)
    {
        Totals totals = Reduce(kernel, x, Reduction.CompensatedSum);
        return (totals.First, totals.Second);
    }

    public static (double Smallest, double Largest) Range(SimdKernel kernel, ReadOnlySpan<double> x)
    {
        Totals totals = Reduce(kernel, x, Reduction.Range);
        return (totals.Smallest, totals.Largest);
    }

    private static void Map(SimdKernel kernel, ReadOnlySpan<double> x, Span<double> y, bool logarithm)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        fixed (double* source = x, target = y) KernelSelection.Run<MapCall, Totals>(new(source, target, x.Length, logarithm));
    }

    private static Totals Reduce(SimdKernel kernel, ReadOnlySpan<double> x, Reduction reduction)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        fixed (double* source = x) return KernelSelection.Run<ReductionCall, Totals>(new(source, x.Length, reduction));
    }

    private enum Reduction
    {
        Sum,
        CompensatedSum,
        Range,
    }

    private readonly struct PowerCall(double* x, double* y, int length) : ILaneCall<Totals>
    {
        public Totals With<TLane>()
            where TLane : struct, ILane<TLane> => new PowerMapPass<TLane>(x, y).Run(0, length);
    }

    private readonly struct PowerMapPass<TLane>(double* x, double* y) : IPass<TLane, Power<TLane>>
        where TLane : struct, ILane<TLane>
    {
        public static int SumCount => 0;

        public static int RangeCount => 0;

        public static bool IsCompensated => false;

        public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, PowerMapPass<TLane>, Power<TLane>>(this, from, to);

        public Power<TLane> Load() => Core.Simd.Power<TLane>.Load();

        public void Step<TPart>(nint index, TPart part, in Power<TLane> registers, ref Sums<TLane> sums)
            where TPart : struct, ILanePart<TLane> =>
            part.Store(registers.Of(part.Load(x + index, TLane.Create(1)), part.Load(y + index, TLane.Create(1))), y + index);
    }

    private readonly struct MapCall(double* x, double* y, int length, bool logarithm) : ILaneCall<Totals>
    {
        public Totals With<TLane>()
            where TLane : struct, ILane<TLane> => logarithm
            ? new MapPass<Log2<TLane>, TLane>(x, y).Run(0, length)
            : new MapPass<Exp2<TLane>, TLane>(x, y).Run(0, length);
    }

    private readonly struct ReductionCall(double* x, int length, Reduction reduction) : ILaneCall<Totals>
    {
        public Totals With<TLane>()
            where TLane : struct, ILane<TLane> => reduction switch
            {
                Reduction.Sum => new SumPass<TLane>(x).Run(0, length),
                Reduction.CompensatedSum => new CompensatedSumPass<TLane>(x).Run(0, length),
                _ => new RangePass<TLane>(x).Run(0, length),
            };
    }
}
