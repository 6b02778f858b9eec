using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>How a kernel reaches its columns: a whole lane, or the rest of a column that does not fill one.</summary>
/// <typeparam name="TLane">The lane.</typeparam>
internal unsafe interface ILanePart<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>Loads the lane at <paramref name="source"/>; elements behind the end of the column are <paramref name="fill"/>.</summary>
    TLane Load(double* source, TLane fill);

    /// <summary>Stores what is not behind the end of the column.</summary>
    void Store(TLane value, double* target);

    /// <summary><paramref name="value"/>, with <paramref name="fill"/> in the elements behind the end of the column.</summary>
    TLane Keep(TLane value, TLane fill);
}

/// <summary>A whole lane.</summary>
internal readonly unsafe struct WholeLane<TLane> : ILanePart<TLane>
    where TLane : struct, ILane<TLane>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Load(double* source, TLane fill) => TLane.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TLane value, double* target) => TLane.Store(value, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Keep(TLane value, TLane fill) => value;
}

/// <summary>The first <paramref name="count"/> elements of a lane, 1 ≤ count ≤ lane width.</summary>
internal readonly unsafe struct PartialLane<TLane>(int count) : ILanePart<TLane>
    where TLane : struct, ILane<TLane>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Load(double* source, TLane fill) => TLane.LoadPartial(source, count, fill);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TLane value, double* target) => TLane.StorePartial(value, target, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Keep(TLane value, TLane fill) => TLane.KeepFirst(value, count, fill);
}
