using System.Runtime.CompilerServices;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// Solves a convex separable problem of curves with the kernel that its shape allows, on the lane of the CPU. What is beyond the
/// kernels, periods that are linear throughout and numbers at the ends of the range of doubles, is not converged.
/// </summary>
internal readonly unsafe ref struct CurveSolve(
    AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule) : ILaneCall<SolveStats>
{
    private readonly Span<double> _schedule = schedule;
    private readonly KernelTask _task = new(problem.PeriodCount, problem.Quantity, settings.WarmLambda, workspace, settings.Budget);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SolveStats With<TLane>()
        where TLane : struct, ILane<TLane>
    {
        fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower, upper = problem.Upper, x = _schedule)
        {
            bool floors = problem.Lower.ContainsAnyExcept(0.0), caps = problem.Upper.ContainsAnyExcept(double.PositiveInfinity);
            double ceiling = 2 * problem.Quantity;
            return floors ? Closed<TLane, FloorsAndCaps>(a, b, c, d, upper, new(lower, upper, ceiling), bounded: true, x)
                : caps ? Closed<TLane, Caps>(a, b, c, d, upper, new(upper, ceiling), bounded: true, x)
                : Closed<TLane, NoBounds>(a, b, c, d, upper, new(ceiling), bounded: false, x);
        }
    }

    private SolveStats Closed<TLane, TBounds>(double* a, double* b, double* c, double* d, double* upper, in TBounds bounds, bool bounded, double* x)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        SolveStats stats = Solve<TLane, TBounds>(a, b, c, d, upper, bounds, bounded, x);
        bool closed = stats.Converged && double.IsNormal(stats.Lambda) && SumClosing.Close<TLane, TBounds>(x, bounds, _schedule.Length, problem.Quantity);
        return stats with { Converged = closed };
    }

    private SolveStats Solve<TLane, TBounds>(double* a, double* b, double* c, double* d, double* upper, in TBounds bounds, bool bounded, double* x)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        bool quadratic = problem.B.ContainsAnyExcept(0.0);
        if (quadratic && !problem.C.ContainsAnyExcept(0.0))
        {
            return problem.B.Contains(0.0)
                ? SolveStats.Failed(0)
                : QuadraticKernel.Solve<TLane, TBounds>(a, b, bounds, x, _task);
        }

        if (!quadratic && problem.C.Contains(0.0)) return SolveStats.Failed(0);
        if (quadratic || problem.A.ContainsAnyExcept(a[0]))
            return CurveKernel.Solve<TLane, TBounds>(a, quadratic ? b : null, c, d, bounds, x, _task);

        KernelTask shifted = _task with { WarmLambda = _task.WarmLambda - a[0] };
        SolveStats stats = bounded
            ? BoundedPowerKernel.Solve<TLane, TBounds>(c, d, bounds, x, shifted)
            : PowerKernel.Solve<TLane>(c, d, x, shifted);
        if (!stats.Converged && !bounded) stats = BoundedPowerKernel.Solve<TLane, Caps>(c, d, new(upper, bounds.Ceiling), x, shifted);
        return stats with { Lambda = a[0] + stats.Lambda };
    }
}
