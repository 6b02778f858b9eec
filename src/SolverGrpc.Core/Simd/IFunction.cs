using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>A function of one number, written once for every lane. An instance is its constants, in registers.</summary>
/// <typeparam name="TSelf">The function itself.</typeparam>
/// <typeparam name="TLane">The lane.</typeparam>
internal interface IFunction<TSelf, TLane>
    where TSelf : struct, IFunction<TSelf, TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>Loads the constants.</summary>
    static abstract TSelf Load();

    /// <summary>The function, element by element.</summary>
    TLane Of(TLane x);
}

/// <summary>y_i = function(x_i).</summary>
internal readonly unsafe struct MapPass<TFunction, TLane>(double* x, double* y) : IPass<TLane, TFunction>
    where TFunction : struct, IFunction<TFunction, TLane>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, MapPass<TFunction, TLane>, TFunction>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TFunction Load() => TFunction.Load();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in TFunction registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane> =>
        part.Store(registers.Of(part.Load(x + index, TLane.Create(1))), y + index);
}
