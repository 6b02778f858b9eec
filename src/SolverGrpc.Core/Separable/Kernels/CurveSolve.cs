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
    [SkipLocalsInit]
    public SolveStats With<TLane>()
        where TLane : struct, ILane<TLane>
    {
        fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower, upper = problem.Upper, x = _schedule)
        {
            var shape = CurveShape.Of<TLane>(a, b, c, lower, upper, problem.PeriodCount);
            double ceiling = 2 * problem.Quantity;
            return shape.Floors ? Closed<TLane, FloorsAndCaps>(a, b, c, d, upper, new(lower, upper, ceiling), shape, x)
                : shape.Caps ? Closed<TLane, Caps>(a, b, c, d, upper, new(upper, ceiling), shape, x)
                : Closed<TLane, NoBounds>(a, b, c, d, upper, new(ceiling), shape, x);
        }
    }

    private SolveStats Closed<TLane, TBounds>(double* a, double* b, double* c, double* d, double* upper, in TBounds bounds, in CurveShape shape, double* x)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        SolveStats stats = Solve<TLane, TBounds>(a, b, c, d, upper, bounds, shape, x);
        bool closed = stats.Converged && double.IsNormal(stats.Lambda) && SumClosing.Close<TLane, TBounds>(x, bounds, _schedule.Length, problem.Quantity);
        return stats with { Converged = closed };
    }

    private SolveStats Solve<TLane, TBounds>(double* a, double* b, double* c, double* d, double* upper, in TBounds bounds, in CurveShape shape, double* x)
        where TLane : struct, ILane<TLane>
        where TBounds : struct, IBounds
    {
        if (shape.Quadratic && !shape.Power)
            return shape.QuadraticEverywhere ? QuadraticKernel.Solve<TLane, TBounds>(a, b, bounds, x, _task) : SolveStats.Failed(0);

        if (!shape.Quadratic && !shape.PowerEverywhere) return SolveStats.Failed(0);
        if (shape.Quadratic || shape.Spreads)
            return CurveKernel.Solve<TLane, TBounds>(a, shape.Quadratic ? b : null, c, d, bounds, x, _task);

        KernelTask shifted = _task with { WarmLambda = _task.WarmLambda - a[0] };
        bool bounded = shape.Floors || shape.Caps;
        SolveStats stats = bounded
            ? BoundedPowerKernel.Solve<TLane, TBounds>(c, d, bounds, x, shifted)
            : PowerKernel.Solve<TLane>(c, d, x, shifted);
        if (!stats.Converged && !bounded) stats = BoundedPowerKernel.Solve<TLane, Caps>(c, d, new(upper, bounds.Ceiling), x, shifted);
        return stats with { Lambda = a[0] + stats.Lambda };
    }
}
