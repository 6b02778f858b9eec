using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>
/// Runs a pass over all elements; a long one in chunks of fixed length on as many threads as the machine has. Chunks are
/// the same and are added up in the same order whoever does them, so that the result is the same at any thread count.
/// </summary>
internal static class ChunkedPass
{
    /// <summary>Elements of a chunk: three columns of it fit a core's second-level cache of 1 MiB.</summary>
    public const int ChunkLength = 16 * 1024;

    /// <summary>Passes shorter than this are run in one piece: handing a chunk over costs microseconds.</summary>
    public const int ShortestChunked = 4 * ChunkLength;

    [ThreadStatic]
    private static int _threadLimit;

    /// <summary>Most threads that passes started on this thread run on, itself included; 0 (the default): one per processor.</summary>
    public static int ThreadLimit
    {
        get => _threadLimit;
        set => _threadLimit = value;
    }

    /// <summary>Runs <paramref name="pass"/> over <paramref name="count"/> elements.</summary>
    /// <remarks>
    /// By value, and without a choice here: the JIT would copy the pass and the totals once more, with loads wider than the stores before
    /// them, which the CPU cannot forward.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Totals Run<TPass>(TPass pass, int count)
        where TPass : struct, IRunnable => pass.Run(0, count);

    /// <summary>So many elements are done in chunks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsChunked(nint from, nint to) => to - from >= ShortestChunked;
}
