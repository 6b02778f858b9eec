using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Tests.Simd;

public class ElementaryFunctionTests
{
    // the bounds that Exp2 and Log2 state in their documentation
    private const double Exp2Ulp = 1.05;
    private const double Log2Ulp = 1.28;
    private const double Log2UlpBySeries = 2.5;

    private static readonly double[] Exponents = Sample(Exp2Argument, [-1075, -1074.5, -1074, -1022.5, -1022, -0.0, 0, 1e-300, -1e-17, 1023.9999999999999]);
    private static readonly double[] Positives = Sample(
        Log2Argument, [double.Epsilon * 3, 2.2250738585072011e-308, double.MaxValue, Math.BitIncrement(1), Math.BitDecrement(1), .75, 1.5, Math.BitDecrement(1.5)]);

    public static TheoryData<SimdKernel> Kernels => EveryLane.Kernels;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Exp2_WholeRange_IsWithinItsUlp(SimdKernel kernel)
    {
        var y = new double[Exponents.Length];
        EveryLane.Exp2(kernel, Exponents, y);
        AssertWithin(Exp2Ulp, Exponents, y, ExactMath.Exp2Error);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Log2_WholeRange_IsWithinItsUlp(SimdKernel kernel)
    {
        var y = new double[Positives.Length];
        EveryLane.Log2(kernel, Positives, y);
        AssertWithin(kernel is SimdKernel.Avx512 or SimdKernel.Scalar ? Log2Ulp : Log2UlpBySeries, Positives, y, ExactMath.Log2Error);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Power_WholeRange_IsWithinItsBound(SimdKernel kernel)
    {
        var random = new Random(2);
        (double X, double Y)[] pairs = [.. Enumerable.Range(0, 8000).Select(_ => PowerArguments(random)).Where(pair => Math.Abs(Math.Log2(pair.X) * pair.Y) < 1020)];
        double[] power = [.. pairs.Select(pair => pair.Y)];
        EveryLane.Power(kernel, [.. pairs.Select(pair => pair.X)], power);
        for (int i = 0; i < pairs.Length; i++)
        {
            (double x, double y) = pairs[i];
            double bound = Power<Lane64>.ErrorUnits + (Power<Lane64>.ErrorUnitsPerExponent * Math.Abs(y));
            Assert.InRange(ExactMath.PowerError(x, y, power[i]), 0, bound);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Power_OfZeroOneAndNotANumber_IsThatOfIts(SimdKernel kernel)
    {
        double[] y = [.25, 0, -1, 1e-9, 5, .5, .5];
        EveryLane.Power(kernel, [0, 0, 0, -0.0, 1, double.NaN, -1], y);
        Assert.Equal([0, 0, 0, 0, 1, double.NaN, double.NaN], y);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Exp2_OutsideItsRange_SaturatesAndKeepsNaN(SimdKernel kernel)
    {
        double[] x = [double.PositiveInfinity, 1024, 1e300, double.NegativeInfinity, -1075.0000001, -1e300, double.NaN, 1100.5, -1100.5];
        var y = new double[x.Length];
        EveryLane.Exp2(kernel, x, y);
        Assert.Equal([double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, 0, 0, 0, double.NaN, double.PositiveInfinity, 0], y);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Log2_SpecialValues_AreThoseOfIeee(SimdKernel kernel)
    {
        double[] x = [0, -0.0, double.PositiveInfinity, -1, double.NegativeInfinity, -double.Epsilon, double.NaN, 1];
        var y = new double[x.Length];
        EveryLane.Log2(kernel, x, y);
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NaN, double.NaN, double.NaN, double.NaN, 0], y);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void PowersOfTwo_AreExactBothWays(SimdKernel kernel)
    {
        double[] whole = [.. Enumerable.Range(-1074, 1074 + 1024).Select(k => (double)k)];
        var power = new double[whole.Length];
        var back = new double[whole.Length];
        EveryLane.Exp2(kernel, whole, power);
        EveryLane.Log2(kernel, power, back);
        Assert.Equal(whole.Select(k => Math.ScaleB(1, (int)k)), power);
        Assert.Equal(whole, back);
    }

    [Fact]
    public void Oracle_KnownLogarithms_AreMet()
    {
        Assert.InRange(ExactMath.Exp2Error(.5, Math.Sqrt(2)), 0, .5);
        Assert.InRange(ExactMath.Exp2Error(.5, Math.BitIncrement(Math.Sqrt(2))), .5, 1.5);
        Assert.InRange(ExactMath.Log2Error(3, 1.5849625007211561), 0, .5);
        Assert.InRange(ExactMath.Log2Error(3, Math.BitIncrement(1.5849625007211561)), .5, 1.5);
    }

    private static void AssertWithin(double ulp, double[] x, double[] y, Func<double, double, double> error)
    {
        double worst = 0, where = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double e = error(x[i], y[i]);
            if (e <= worst) continue;
            worst = e;
            where = x[i];
        }

        Assert.True(worst <= ulp, $"{worst} ulp at {where:R}");
    }

    private static double Exp2Argument(Random random) => random.Next(4) switch
    {
        0 => -1075 + (2099 * random.NextDouble()),
        1 => (random.NextDouble() - .5) * 2,
        2 => -1075 + (60 * random.NextDouble()),
        _ => (random.Next(-17000, 16000) / 16.0) + ((random.NextDouble() - .5) / 8),
    };

    private static (double X, double Y) PowerArguments(Random random)
    {
        double x = random.Next(4) switch
        {
            0 => Math.ScaleB(1 + random.NextDouble(), random.Next(-1022, 1023)),
            1 => 1 + ((random.NextDouble() - .5) * Math.ScaleB(1, -random.Next(1, 50))),
            2 => double.Epsilon * random.Next(3, 1000),
            _ => Math.Exp(30 * random.NextDouble()),
        };
        double y = random.Next(3) switch
        {
            0 => .25 + (.5 * random.NextDouble()),
            1 => Math.Exp(-20 * random.NextDouble()),
            _ => -1 + (6 * random.NextDouble()),
        };
        return (x, y);
    }

    private static double Log2Argument(Random random) => random.Next(4) switch
    {
        0 => Math.ScaleB(1 + random.NextDouble(), random.Next(-1074, 1023)),
        1 => .7 + (.8 * random.NextDouble()),
        2 => 1 + ((random.NextDouble() - .5) * Math.ScaleB(1, -random.Next(1, 50))),
        _ => Math.Max(double.Epsilon * 3, random.NextDouble() * 2e-308),
    };

    private static double[] Sample(Func<Random, double> draw, double[] special)
    {
        var random = new Random(1);
        return [.. special, .. Enumerable.Range(0, 8000).Select(_ => draw(random)).Where(x => !double.IsPow2(x))];
    }
}
