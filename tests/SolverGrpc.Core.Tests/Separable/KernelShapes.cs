using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Tests.Separable;

/// <summary>Every kernel this CPU has with every shape of curves.</summary>
internal static class KernelShapes
{
    public static TheoryData<SimdKernel, ExtremeCases.Shape> All
    {
        get
        {
            var data = new TheoryData<SimdKernel, ExtremeCases.Shape>();
            foreach (SimdKernel kernel in KernelSelection.Supported)
                foreach (ExtremeCases.Shape shape in Enum.GetValues<ExtremeCases.Shape>()) data.Add(kernel, shape);
            return data;
        }
    }
}
