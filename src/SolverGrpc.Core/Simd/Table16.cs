using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>Sixteen constants to be looked up by <see cref="ILane{TSelf}.Lookup"/>, in registers where a lane is wide enough.</summary>
/// <typeparam name="TLane">The lane.</typeparam>
internal readonly unsafe struct Table16<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>The constants in memory.</summary>
    public readonly double* First;

    /// <summary>As many of the constants 0 … 7 as fit a lane.</summary>
    public readonly TLane Low;

    /// <summary>As many of the constants 8 … 15 as fit a lane.</summary>
    public readonly TLane High;

    /// <summary>Takes the 16 doubles at <paramref name="first"/>, which must stay where they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Table16(double* first)
    {
        First = first;
        Low = TLane.Load(first);
        High = TLane.Load(first + 8);
    }
}
