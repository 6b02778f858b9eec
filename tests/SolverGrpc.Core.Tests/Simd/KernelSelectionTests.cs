using System.Runtime.Intrinsics.X86;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Tests.Simd;

public class KernelSelectionTests
{
    [Fact]
    public void Current_NothingForced_IsTheRequestedOrTheWidest()
    {
        string? requested = Environment.GetEnvironmentVariable(KernelSelection.Variable);
        SimdKernel expected = string.IsNullOrEmpty(requested) ? KernelSelection.Supported.Max() : Enum.Parse<SimdKernel>(requested, ignoreCase: true);
        Assert.Equal(expected, KernelSelection.Current);
    }

    [Fact]
    public void Force_InsideAnother_EndsInReverseOrder()
    {
        SimdKernel before = KernelSelection.Current;
        foreach (SimdKernel kernel in KernelSelection.Supported)
        {
            using KernelSelection.Forced outer = KernelSelection.Force(kernel);
            Assert.Equal(kernel, KernelSelection.Current);
            using (KernelSelection.Force(SimdKernel.Scalar)) Assert.Equal(SimdKernel.Scalar, KernelSelection.Current);
            Assert.Equal(kernel, KernelSelection.Current);
        }

        Assert.Equal(before, KernelSelection.Current);
    }

    [Fact]
    public void TryParse_UnknownName_SaysWhatThereIs()
    {
        Assert.False(KernelSelection.TryParse("avx1024", out _, out string error));
        Assert.Contains("'avx1024'", error);
        Assert.Contains("scalar", error);
    }

    [Fact]
    public void TryParse_NameOfEveryKernel_IsThatKernelOrSaysThatTheCpuLacksIt()
    {
        foreach (SimdKernel kernel in Enum.GetValues<SimdKernel>())
        {
            bool supported = KernelSelection.TryParse(KernelSelection.NameOf(kernel), out SimdKernel parsed, out string error);
            Assert.Equal(KernelSelection.IsSupported(kernel), supported);
            Assert.Equal(kernel, parsed);
            Assert.Equal(supported, error.Length == 0);
        }
    }

    [Fact]
    public void IsSupported_Avx512_IsWhatTheCpuSays() =>
        Assert.Equal(Avx512F.IsSupported && Avx512DQ.IsSupported, KernelSelection.IsSupported(SimdKernel.Avx512));
}
