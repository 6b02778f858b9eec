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
    public SolveStats With<TLane>()
        where TLane : struct, ILane<TLane>
    {
        fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower, upper = problem.Upper, x = _schedule)
        {
            bool floors = problem.Lower.ContainsAnyExcept(0.0), caps = problem.Upper.ContainsAnyExcept(double.PositiveInfinity);
            var bounds = new Bounds(floors ? lower : null, caps ? upper : null, 2 * problem.Quantity);
            SolveStats stats = Solve<TLane>(a, b, c, d, bounds, floors || caps, x);
            bool closed = stats.Converged && double.IsNormal(stats.Lambda) && SumClosing.Close<TLane>(x, bounds, _schedule.Length, problem.Quantity);
            return stats with { Converged = closed };
        }
    }

    private SolveStats Solve<TLane>(double* a, double* b, double* c, double* d, in Bounds bounds, bool bounded, double* x)
        where TLane : struct, ILane<TLane>
    {
        bool quadratic = problem.B.ContainsAnyExcept(0.0);
        if (quadratic && !problem.C.ContainsAnyExcept(0.0))
        {
            return problem.B.Contains(0.0)
                ? SolveStats.Failed(0)
                : QuadraticKernel.Solve<TLane>(a, b, bounds, x, _task);
        }

        if (!quadratic && problem.C.Contains(0.0)) return SolveStats.Failed(0);
        if (quadratic || problem.A.ContainsAnyExcept(a[0]))
            return CurveKernel.Solve<TLane>(a, quadratic ? b : null, c, d, bounds, x, _task);

        KernelTask shifted = _task with { WarmLambda = _task.WarmLambda - a[0] };
        SolveStats stats = bounded ? SolveStats.Failed(0) : PowerKernel.Solve<TLane>(c, d, x, shifted);
        if (!stats.Converged) stats = BoundedPowerKernel.Solve<TLane>(c, d, bounds, x, shifted);
        return stats with { Lambda = a[0] + stats.Lambda };
    }
}
