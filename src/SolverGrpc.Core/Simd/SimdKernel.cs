namespace SolverGrpc.Core.Simd;

/// <summary>The instruction sets kernels are compiled for.</summary>
public enum SimdKernel
{
    /// <summary>One double at a time; runs anywhere.</summary>
    Scalar,

    /// <summary>Two doubles: SSE2 on x64, AdvSimd on Arm.</summary>
    Vector128,

    /// <summary>Four doubles: AVX2 with FMA.</summary>
    Avx2,

    /// <summary>Eight doubles: AVX-512 F and DQ.</summary>
    Avx512,
}
