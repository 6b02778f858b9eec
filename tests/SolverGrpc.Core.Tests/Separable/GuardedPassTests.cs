using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;
using SolverGrpc.Core.Tests.Simd;

namespace SolverGrpc.Core.Tests.Separable;

/// <summary>
/// Every pass of the separable problem and of its certificates over columns that end, or begin, at an unreadable page: at every length, so
/// that columns are misaligned in every way. What is written must be what a longer run writes there, bit by bit.
/// </summary>
public class GuardedPassTests
{
    private const int LongestLength = 257;
    private const int ColumnCount = 18;

    public static TheoryData<SimdKernel> Kernels => [.. KernelSelection.Supported];

    [Theory]
    [MemberData(nameof(Kernels))]
    public unsafe void EveryPass_EveryLength_StaysInsideItsMemory(SimdKernel kernel)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        double[][] reference = [.. Enumerable.Range(0, ColumnCount).Select(_ => GC.AllocateArray<double>(LongestLength, pinned: true))];
        var pointers = new nint[ColumnCount];
        for (int column = 0; column < ColumnCount; column++) pointers[column] = Start(column, reference[column]);
        KernelSelection.Run<AllPasses, int>(new(pointers, LongestLength));

        GuardedMemory[] memory = [.. Enumerable.Range(0, ColumnCount).Select(_ => new GuardedMemory(LongestLength))];
        try
        {
            for (int length = 0; length <= LongestLength; length++)
            {
                foreach (bool atEnd in new[] { true, false })
                {
                    for (int column = 0; column < ColumnCount; column++) pointers[column] = Start(column, At(memory[column], length, atEnd));
                    KernelSelection.Run<AllPasses, int>(new(pointers, length));
                    for (int column = 0; column < ColumnCount; column++)
                    {
                        bool same = MemoryMarshal.Cast<double, long>(At(memory[column], length, atEnd)).SequenceEqual(MemoryMarshal.Cast<double, long>(reference[column].AsSpan(0, length)));
                        Assert.True(same, $"column {column} at length {length}");
                    }
                }
            }
        }
        finally
        {
            foreach (GuardedMemory column in memory) column.Dispose();
        }
    }

    private static Span<double> At(GuardedMemory memory, int length, bool atEnd) => atEnd ? memory.AtEnd(length) : memory.AtStart(length);

    // a, b, c, d, l, u, x, and columns that are written before they are read; the same numbers whatever the length
    private static unsafe nint Start(int column, Span<double> values)
    {
        var random = new Random(column);
        for (int i = 0; i < values.Length; i++)
        {
            double u = random.NextDouble();
            values[i] = column switch
            {
                0 => .01 * u,
                1 => 1e-5 * (1 + u),
                2 => .01 * (1 + u),
                3 => 1.25 + (.5 * u),
                4 => Math.Floor(20 * u),
                5 => 500 + (4000 * u),
                6 => 20 + (400 * u),
                _ => 1,
            };
        }

        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(values));
    }

    private readonly unsafe struct AllPasses(nint[] columns, int count) : ILaneCall<int>
    {
        private double* this[int column] => (double*)columns[column];

        public int With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            double* a = this[0], b = this[1], c = this[2], d = this[3], lower = this[4], upper = this[5], x = this[6];
            var none = new NoBounds(1e9);
            var caps = new Caps(upper, 1e9);
            var both = new FloorsAndCaps(lower, upper, 1e9);

            Run(new RangePass<TLane>(a));
            Run(new RangesPass<TLane>(a, b, c, d));
            Run(new SumPass<TLane>(x));
            Run(new CompensatedSumPass<TLane>(x));
            Run(new TraitsPass<TLane>(b, c, d, lower, upper));
            Run(new RoomPass<TLane>(lower, upper));
            Run(new BoundsPass<TLane>(lower, upper, x));
            Run(new LotRulePass<TLane>(x, .5, 7));
            Run(new LevelPass<TLane>(a, upper, .005, 1e6));

            Run(new PowerPreparePass<TLane>(c, d, this[7], this[8], 8));
            Run(new PowerPass<TLane>(this[7], this[8], this[9], -2));
            Run(new PowerCorrectionPass<TLane>(this[8], this[9], 1e-3));
            Run(new BoundedPowerPass<TLane, Caps>(this[7], this[8], caps, this[10], -2));
            Run(new BoundedPowerShiftPass<TLane, Caps>(this[8], caps, this[10], this[9], 1e-3));
            Run(new BoundedPowerCorrectionPass<TLane, FloorsAndCaps>(this[8], both, this[10], this[9], 1e-4));
            Run(new ScalePass<TLane>(this[9], 1.5));
            Run(new QuadraticPreparePass<TLane, FloorsAndCaps>(a, b, both, this[11]));
            Run(new QuadraticPass<TLane, FloorsAndCaps>(a, this[11], both, this[9], .02));
            Run(new ClosingPass<TLane, Caps>(this[9], caps));
            Run(new ClosingSpreadPass<TLane, Caps>(this[9], caps, 1e-3));

            var curve = new CurveColumns(this[12], this[13], this[14], this[15], this[16]);
            Run(new CurvePreparePass<TLane>(a, b, c, d, curve, 0, 200));
            Run(new LogTwicePass<TLane>(b, this[13]));
            Run(new CurvePass<TLane, NoBounds>(curve, none, this[9], this[10], .2));
            Run(new LogRisePass<TLane>(this[12], this[10], .2));
            Run(new CompositeInversePass<TLane>(curve, this[17], this[10]));
            Run(new CompositePass<TLane, FloorsAndCaps>(this[12], both, this[17], this[9], this[10], .2));
            Run(new SpreadPass<TLane, FloorsAndCaps>(this[9], this[10], both, 1e-3));

            Run(new CostPass<TLane>(a, b, c, d, x, this[7]));
            Run(new CurveDualPass<TLane>(new(a, b, c, d, lower, upper, x, this[7]), .2, 1e5));

            var size = new LotSize(7, 0, 1);
            var fill = new LotFillColumns(this[7], this[8], this[9], this[10], this[11]);
            Run(new LotRangePass<TLane>(lower, upper, x, fill, 1e6, 7));
            LotCostColumns costs = Costs<TLane>(fill.Lots, size);
            Run(new LotFillPass<TLane>(a, fill, costs, .2, 7));

            var dual = new LotDualColumns(this[7], this[8], this[9], this[10]);
            Run(new LotBoundsPass<TLane>(lower, upper, x, dual, size, 1e5, 1e6));
            Run(new LotDualPass<TLane>(new(a, b, c, d), dual, Costs<TLane>(dual.Lots, size), size, .2));
            return 0;
        }

        private LotCostColumns Costs<TLane>(double* lots, LotSize size)
            where TLane : struct, ILane<TLane>
        {
            var curves = new CurvePointers(this[0], this[1], this[2], this[3]);
            var costs = new LotCostColumns(lots, this[12], this[13], this[14], this[15], this[16]);
            Run(new LotCostPass<TLane>(curves, lots, size, costs.Own));
            Run(new LotStepPass<TLane>(curves, costs, size));
            for (int step = 0; step < 4; step++) Run(new FewLotsPass<TLane>(curves, costs, step < 2 ? step - 2 : step - 1, size, this[13 + step]));
            return costs;
        }

        private void Run<TPass>(TPass pass)
            where TPass : struct, IRunnable => ChunkedPass.Run(pass, count);
    }
}
