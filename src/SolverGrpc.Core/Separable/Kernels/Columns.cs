using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>Columns of a <see cref="Workspace"/> as pointers: its memory is pinned.</summary>
internal static unsafe class Columns
{
    /// <summary>A column of <paramref name="count"/> doubles with any content.</summary>
    public static double* Take(Workspace workspace, int count) => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(workspace.Take(count)));
}
