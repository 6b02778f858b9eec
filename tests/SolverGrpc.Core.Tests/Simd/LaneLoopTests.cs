using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Tests.Simd;

public class LaneLoopTests
{
    private const int LongestLength = 257;

    public static TheoryData<SimdKernel> Kernels => EveryLane.Kernels;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryLength_StaysInsideItsMemory(SimdKernel kernel)
    {
        using var source = new GuardedMemory(LongestLength);
        using var target = new GuardedMemory(LongestLength);
        for (int length = 0; length <= LongestLength; length++)
        {
            Check(kernel, Fill(source.AtEnd(length)), target.AtEnd(length));
            Check(kernel, Fill(source.AtStart(length)), target.AtStart(length));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryOffset_LeavesItsNeighboursAlone(SimdKernel kernel)
    {
        var memory = new double[LongestLength + 32];
        var source = new double[LongestLength + 32];
        for (int offset = 0; offset < 8; offset++)
        {
            for (int length = 0; length <= 40; length++)
            {
                memory.AsSpan().Fill(-7);
                Check(kernel, Fill(source.AsSpan(offset, length)), memory.AsSpan(offset, length));
                Assert.False(memory.AsSpan(0, offset).ContainsAnyExcept(-7));
                Assert.False(memory.AsSpan(offset + length).ContainsAnyExcept(-7));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void SameKernel_GivesTheSameBytes(SimdKernel kernel)
    {
        double[] x = [.. Enumerable.Range(0, 1003).Select(i => Math.Sin(i) * 900)];
        double[] first = new double[x.Length], second = new double[x.Length];
        EveryLane.Exp2(kernel, x, first);
        EveryLane.Exp2(kernel, x, second);
        Assert.Equal(first, second);
        Assert.Equal(EveryLane.Sum(kernel, x), EveryLane.Sum(kernel, x));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryKernel_IsWithinTwoUlpOfTheScalarOne(SimdKernel kernel)
    {
        double[] x = [.. Enumerable.Range(0, 2000).Select(i => Math.Sin(i) * 1000)];
        double[] reference = new double[x.Length], y = new double[x.Length];
        EveryLane.Exp2(SimdKernel.Scalar, x, reference);
        EveryLane.Exp2(kernel, x, y);
        for (int i = 0; i < x.Length; i++) Assert.InRange(y[i], Below(reference[i]), Above(reference[i]));
        double[] positive = [.. reference.Where(value => value > 0)];
        double[] logarithm = new double[positive.Length], other = new double[positive.Length];
        EveryLane.Log2(SimdKernel.Scalar, positive, logarithm);
        EveryLane.Log2(kernel, positive, other);
        for (int i = 0; i < positive.Length; i++) Assert.InRange(other[i], Below(logarithm[i]), Above(logarithm[i]));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void CompensatedSum_OfTermsThatCancel_IsExact(SimdKernel kernel)
    {
        var random = new Random(5);
        for (int length = 0; length <= LongestLength; length++)
        {
            double[] x = [.. Enumerable.Range(0, length).Select(_ => (random.NextDouble() - .5) * Math.Pow(10, random.Next(-8, 8)))];
            double[] both = [.. x, .. x.Select(value => -value), 1e-9];
            random.Shuffle(both);
            (double sum, double lost) = EveryLane.CompensatedSum(kernel, both);
            Assert.Equal(1e-9, sum + lost, 1e-20);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Range_OfEveryLength_IsThatOfItsElements(SimdKernel kernel)
    {
        var random = new Random(6);
        for (int length = 1; length <= LongestLength; length++)
        {
            double[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - .5)];
            Assert.Equal((x.Min(), x.Max()), EveryLane.Range(kernel, x));
        }

        Assert.Equal((double.PositiveInfinity, double.NegativeInfinity), EveryLane.Range(kernel, []));
    }

    private static ReadOnlySpan<double> Fill(Span<double> x)
    {
        for (int i = 0; i < x.Length; i++) x[i] = Math.Cos(i) * 30;
        return x;
    }

    private static void Check(SimdKernel kernel, ReadOnlySpan<double> x, Span<double> y)
    {
        double exact = CompensatedSum.Of(x);
        Assert.Equal(exact, EveryLane.Sum(kernel, x), 1e-12);
        (double sum, double lost) = EveryLane.CompensatedSum(kernel, x);
        Assert.Equal(exact, sum + lost);
        EveryLane.Exp2(kernel, x, y);
        for (int i = 0; i < x.Length; i++) Assert.Equal(Math.Pow(2, x[i]), y[i], 1e-14 * y[i]);
        EveryLane.Log2(kernel, y, y);
        for (int i = 0; i < x.Length; i++) Assert.Equal(x[i], y[i], 1e-14);
    }

    private static double Below(double value) => Math.BitDecrement(Math.BitDecrement(value));

    private static double Above(double value) => Math.BitIncrement(Math.BitIncrement(value));
}
