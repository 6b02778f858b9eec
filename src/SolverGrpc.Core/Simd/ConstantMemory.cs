using System.Runtime.InteropServices;

namespace SolverGrpc.Core.Simd;

/// <summary>
/// Puts the constants of a kernel into memory of their own, aligned to 64 bytes and never freed. A kernel loads them before its loop:
/// what comes from memory stays in a register, whereas the JIT loads a literal anew wherever it is used.
/// </summary>
internal static unsafe class ConstantMemory
{
    /// <summary>A copy of <paramref name="constants"/>.</summary>
    public static double* Keep(ReadOnlySpan<double> constants)
    {
        double* memory = (double*)NativeMemory.AlignedAlloc((nuint)(constants.Length * sizeof(double)), 64);
        constants.CopyTo(new Span<double>(memory, constants.Length));
        return memory;
    }
}
