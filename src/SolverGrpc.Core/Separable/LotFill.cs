using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// A first schedule in whole lots: every lot that costs at most λ per share, for a λ at which about K lots do. The λ of the
/// continuous problem is usually within N lots, and for curves one pass on lanes finds them; where many lots cost the same (linear costs, levels), or
/// bounds lose much in rounding, λ is bisected over the doubles, and of two neighbouring doubles the lots between them are bought earliest
/// period first.
/// </summary>
internal static class LotFill
{
    /// <summary>
    /// Fills <paramref name="state"/> on lanes, with the λ of the problem without lots and its <paramref name="schedule"/>. False if more than about
    /// 2 N lots are missing or too many, or numbers are beyond the kernel: then nothing in the state can be relied on.
    /// </summary>
    public static bool TryOnLanes(AllocationProblem problem, in LotGrid grid, double lambda, ReadOnlySpan<double> schedule, in LotState state, int carrier, Workspace workspace)
    {
        if (problem.Family == CostFamily.Levels || grid.Lots > WholeNumber.Largest) return false;
        int mark = workspace.Mark(), n = schedule.Length, stride = (n + 7) & ~7;
        Span<double> columns = workspace.Take(Columns * stride);
        double sum = KernelSelection.Run<Call, Totals>(new(problem, grid, lambda, schedule, columns, stride, state)).First;
        bool near = Math.Abs(grid.Lots - sum) <= 2 * n;
        if (near)
        {
            ToWhole(columns[..n], state.Lots);
            ToWhole(columns.Slice(stride, n), state.First);
            ToWhole(columns.Slice(2 * stride, n), state.Last);
        }

        workspace.Release(mark);
        if (near && carrier >= 0) Carry(problem, grid, lambda, state, carrier);
        return near;
    }

    // no number is beyond 2⁵⁰
    private static void ToWhole(ReadOnlySpan<double> numbers, Span<long> whole)
    {
        for (int i = 0; i < whole.Length; i++) whole[i] = double.ConvertToIntegerNative<long>(numbers[i]);
    }

    // the one period whose lots come on top of the odd one
    private static void Carry(AllocationProblem problem, in LotGrid grid, double lambda, in LotState state, int carrier)
    {
        var prices = new LotPrices(problem, grid);
        LotRange range = grid.Range(problem, carrier, carries: true);
        long lots = range.IsEmpty ? range.First : prices.CountUpTo(lambda * grid.Step, carrier, range.First, range.Last, state.Lots[carrier], carries: true);
        state.Set(carrier, lots, range);
        state.Price(prices, carrier, carries: true);
    }

    /// <summary>
    /// Writes <paramref name="lots"/> so that at most about 2 N are missing or too many (more if floors or caps leave no
    /// choice). False if the budget ran out.
    /// </summary>
    public static bool TryWrite(
        AllocationProblem problem,
        in LotGrid grid,
        ReadOnlySpan<long> first,
        ReadOnlySpan<long> last,
        int carrier,
        double lambda,
        Span<long> lots,
        SolveBudget budget,
        Workspace workspace)
    {
        Int128 missing = grid.Lots - Buy(problem, grid, first, last, carrier, lambda, lots);
        long position = OrderedDouble.Position(lambda), low = LowestPosition, high = -LowestPosition;
        for (ulong step = 1024; Int128.Abs(missing) > 2 * lots.Length; step = Math.Min(2 * step, ulong.MaxValue / 4))
        {
            // away from λ in growing steps until K is bracketed, then halve
            (low, high) = missing > 0 ? (position, high) : (low, position);
            ulong width = (ulong)high - (ulong)low;
            if (width <= 1) break;
            if (budget.Exhausted) return false;
            bool bracketed = low != LowestPosition && high != -LowestPosition;
            ulong reach = bracketed ? width / 2 : Math.Min(step, width / 2);
            position = missing > 0 ? low + (long)reach : high - (long)reach;
            missing = grid.Lots - Buy(problem, grid, first, last, carrier, OrderedDouble.At(position), lots);
        }

        if (Int128.Abs(missing) <= 2 * lots.Length) return true;
        Span<long> above = workspace.TakeInt64(lots.Length);
        Buy(problem, grid, first, last, carrier, OrderedDouble.At(high), above);
        missing = grid.Lots - Buy(problem, grid, first, last, carrier, OrderedDouble.At(low), lots);
        for (int i = 0; i < lots.Length && missing > 0; i++)
        {
            long take = (long)Int128.Min(above[i] - lots[i], missing);
            lots[i] += take;
            missing -= take;
        }

        return true;
    }

    private static readonly long LowestPosition = OrderedDouble.Position(double.MinValue);

    private static Int128 Buy(
        AllocationProblem problem, in LotGrid grid, ReadOnlySpan<long> first, ReadOnlySpan<long> last, int carrier, double lambda, Span<long> lots)
    {
        var prices = new LotPrices(problem, grid);
        double price = lambda * grid.Step;
        Int128 sum = 0;
        for (int i = 0; i < lots.Length; i++)
        {
            double guess = Math.Floor((Wanted(problem, i, lambda) - (i == carrier ? grid.OddShares : 0)) / grid.Step);
            lots[i] = prices.CountUpTo(price, i, first[i], last[i], (long)guess, i == carrier);
            sum += lots[i];
        }

        return sum;
    }

    private const int Columns = 7;

    private readonly unsafe ref struct Call(
        AllocationProblem problem, LotGrid grid, double lambda, ReadOnlySpan<double> schedule, Span<double> columns, int stride, LotState state) : ILaneCall<Totals>
    {
        private readonly ReadOnlySpan<double> _schedule = schedule;
        private readonly Span<double> _columns = columns;
        private readonly LotState _state = state;

        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            int count = _schedule.Length;
            fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower, upper = problem.Upper, x = _schedule)
            fixed (double* first = _columns, next = _state.Next, previous = _state.Previous)
            {
                var columns = new LotFillColumns(first, first + stride, first + (2 * stride), next, previous);
                double* cost = first + (3 * stride);
                var costs = new LotCostColumns(columns.Lots, cost, null, cost + stride, cost + (2 * stride), cost + (3 * stride));
                ChunkedPass.Run(new LotRangePass<TLane>(lower, upper, x, columns, grid.Lots, grid.Step), count);
                costs.Fill<TLane>(new(a, b, c, d), new LotSize(grid.LotUnits, 0, grid.Unit), count);
                return ChunkedPass.Run(new LotFillPass<TLane>(a, columns, costs, lambda, grid.Step), count);
            }
        }
    }

    // shares the period would take if they need not be whole lots
    private static double Wanted(AllocationProblem problem, int i, double lambda)
    {
        if (problem.Family == CostFamily.Levels) return problem.LevelsOf(i).DepthBelow(lambda);
        double b = problem.B[i], c = problem.C[i], t = lambda - problem.A[i];
        return t <= 0 ? 0 : b == 0 && c == 0 ? double.PositiveInfinity : Curve.InverseMarginal(b, c, problem.D[i], t);
    }
}
