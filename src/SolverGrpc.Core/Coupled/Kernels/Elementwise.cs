using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>Functions of whole columns, in place. The columns must not move in memory.</summary>
internal static class Elementwise
{
    /// <summary>log₂ of every element.</summary>
    public static void Log2(Span<double> column) => KernelSelection.Run<LogarithmCall, Totals>(new(column));

    /// <summary>2 to the power of every element.</summary>
    public static void Exp2(Span<double> column) => KernelSelection.Run<PowerCall, Totals>(new(column));

    private static unsafe double* Pointer(Span<double> column) => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(column));

    private readonly ref struct LogarithmCall(Span<double> column) : ILaneCall<Totals>
    {
        private readonly Span<double> _column = column;

        public unsafe Totals With<TLane>()
            where TLane : struct, ILane<TLane> => new MapPass<Log2<TLane>, TLane>(Pointer(_column), Pointer(_column)).Run(0, _column.Length);
    }

    private readonly ref struct PowerCall(Span<double> column) : ILaneCall<Totals>
    {
        private readonly Span<double> _column = column;

        public unsafe Totals With<TLane>()
            where TLane : struct, ILane<TLane> => new MapPass<Exp2<TLane>, TLane>(Pointer(_column), Pointer(_column)).Run(0, _column.Length);
    }
}
