using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Costs;

/// <summary>What k lots of each period cost beside their spread, and what two lots less … two more cost beside those.</summary>
/// <param name="lots">k.</param>
/// <param name="own">F(k).</param>
/// <param name="twoLess">F(k − 2) − F(k); null: not asked for.</param>
/// <param name="oneLess">F(k − 1) − F(k).</param>
/// <param name="oneMore">F(k + 1) − F(k).</param>
/// <param name="twoMore">F(k + 2) − F(k).</param>
internal readonly unsafe struct LotCostColumns(double* lots, double* own, double* twoLess, double* oneLess, double* oneMore, double* twoMore)
{
    /// <summary>Columns that are written.</summary>
    public const int Count = 5;

    public readonly double* Lots = lots;
    public readonly double* Own = own;
    public readonly double* TwoLess = twoLess;
    public readonly double* OneLess = oneLess;
    public readonly double* OneMore = oneMore;
    public readonly double* TwoMore = twoMore;

    /// <summary>Columns of one piece of memory.</summary>
    /// <param name="lots">k.</param>
    /// <param name="first">The first column.</param>
    /// <param name="stride">From one to the next.</param>
    public LotCostColumns(double* lots, double* first, nint stride)
        : this(lots, first, first + stride, first + (2 * stride), first + (3 * stride), first + (4 * stride))
    {
    }

    /// <summary>Writes all of them.</summary>
    /// <param name="curves">a, b, c, d.</param>
    /// <param name="size">The lot.</param>
    /// <param name="count">Periods.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill<TLane>(CurvePointers curves, LotSize size, int count)
        where TLane : struct, ILane<TLane>
    {
        ChunkedPass.Run(new LotCostPass<TLane>(curves, Lots, size, Own), count);
        if (ChunkedPass.Run(new LotStepPass<TLane>(curves, this, size), count).First == 0) return;
        if (TwoLess != null) ChunkedPass.Run(new FewLotsPass<TLane>(curves, this, -2, size, TwoLess), count);
        ChunkedPass.Run(new FewLotsPass<TLane>(curves, this, -1, size, OneLess), count);
        ChunkedPass.Run(new FewLotsPass<TLane>(curves, this, 1, size, OneMore), count);
        ChunkedPass.Run(new FewLotsPass<TLane>(curves, this, 2, size, TwoMore), count);
    }
}
