using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SolverGrpc.Core.Simd;

/// <summary>
/// Arrays for kernels: pinned, so that a pointer stays valid, with room to begin at a cache line. A lane of 64 bytes that crosses two lines is
/// loaded twice.
/// </summary>
internal static class AlignedArray
{
    /// <summary>Bytes of a cache line and of the widest lane.</summary>
    public const int LineBytes = 64;

    /// <summary>Doubles of a cache line.</summary>
    public const int LineLength = LineBytes / sizeof(double);

    /// <summary>An array with <paramref name="length"/> doubles behind <see cref="First"/>, with any content.</summary>
    public static double[] Allocate(int length) => GC.AllocateUninitializedArray<double>(length + LineLength, pinned: true);

    /// <summary>Index of the first element at the start of a cache line.</summary>
    public static unsafe int First(double[] array)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return (int)((LineBytes - (address % LineBytes)) % LineBytes / sizeof(double));
    }
}
