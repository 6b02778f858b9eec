using System.Runtime.CompilerServices;
using SolverGrpc.Core.Coupled;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable;
using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Bench;

/// <summary>Root and vector of one instance by the kernel of its task: what the floor does, without validation, closing and certificate.</summary>
internal sealed unsafe class KernelRun
{
    private readonly Workspace _workspace = new();
    private readonly Workspace _columns = new();
    private readonly LambdaMethod _method = new();
    private readonly int _count;
    private readonly double* _x, _t, _p, _w;

    public KernelRun(BenchInstance instance)
    {
        Instance = instance;
        _count = instance.Problem.PeriodCount;
        _x = Columns.Take(_columns, _count);
        _t = Columns.Take(_columns, _count);
        _p = Columns.Take(_columns, _count);
        _w = Columns.Take(_columns, _count);
        if (IsPass) KernelSelection.Run<Prepare, Totals>(new(this));
    }

    /// <summary>Of an instance that is drawn and, where the task needs it, has the λ of another one.</summary>
    public static KernelRun Of(BenchTask task, int count)
    {
        BenchInstance instance = BenchInstance.Draw(task, count);
        if (task is BenchTask.Warm or BenchTask.PowerPass or BenchTask.CappedPass or BenchTask.QuadraticPass)
        {
            BenchTask before = task switch { BenchTask.QuadraticPass => BenchTask.Quadratic, BenchTask.CappedPass => BenchTask.Capped, _ => BenchTask.Power };
            double lambda = new KernelRun(BenchInstance.Draw(before, count)).Verified().Lambda;
            if (task == BenchTask.Warm) instance.WarmLambda = lambda;
            else instance.PassLevel = task == BenchTask.QuadraticPass ? lambda : Math.Log2(lambda);
        }

        return new(instance);
    }

    /// <summary>What is solved.</summary>
    public BenchInstance Instance { get; }

    // book and lots have no kernel apart from the method, which ends with the exact sum
    private bool IsMethod => Instance.Task is BenchTask.Book or BenchTask.Lots;

    private bool IsPass => Instance.Task is BenchTask.PowerPass or BenchTask.CappedPass or BenchTask.QuadraticPass;

    /// <summary>Solves once with the current kernel.</summary>
    public SolveStats Solve()
    {
        _workspace.Reset();
        if (Instance.Task is BenchTask.RiskQuadratic or BenchTask.RiskPower) return SolveWithRisk();
        if (IsMethod) return SolveByMethod();
        return KernelSelection.Run<Call, SolveStats>(new(this));
    }

    private SolveStats SolveWithRisk()
    {
        AllocationProblem problem = Instance.Problem;
        Span<double> x = new(_x, _count);
        int iterations = 1;
        bool solved = Instance.Task == BenchTask.RiskQuadratic
            ? MeanVarianceShooting.TrySolve(problem, problem.Risk.Value, x, out double lambda)
            : new PriceNewton(problem, _workspace).TrySolve(problem.Risk.Value, warm: false, _workspace.Residuals, ref iterations, x, out lambda);
        return new(lambda, iterations, solved);
    }

    private SolveStats SolveByMethod()
    {
        MethodResult result = _method.Solve(Instance.Problem, new SolveSettings(), _workspace, new(_x, _count));
        return new(result.Lambda, (int)result.Iterations, result.HasSchedule);
    }

    /// <summary>Solves once and throws unless the answer is optimal.</summary>
    public SolveStats Verified()
    {
        SolveStats stats = Solve();
        if (IsMethod) VerifyByCertificate();
        else if (!IsPass) Instance.Verify(new(_x, _count), stats.Lambda);
        return stats;
    }

    // the same schedule as that of a whole solve, which proves it
    private void VerifyByCertificate()
    {
        var whole = new ClassRun(Instance.Problem);
        whole.Verify(Instance.Name);
        if (!whole.Answer.Schedule.SequenceEqual(new ReadOnlySpan<double>(_x, _count))) throw new InvalidOperationException($"{Instance.Name}: not the schedule that is proven");
    }

    private readonly struct Call(KernelRun run) : ILaneCall<SolveStats>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public SolveStats With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            AllocationProblem problem = run.Instance.Problem;
            KernelTask task = new(run._count, problem.Quantity, run.Instance.WarmLambda, run._workspace, SolveBudget.Unlimited);
            double* x = run._x, t = run._t, p = run._p, w = run._w;
            double level = run.Instance.PassLevel;
            fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D, u = problem.Upper)
            {
                var caps = new Caps(u, 2 * problem.Quantity);
                var none = new NoBounds(2 * problem.Quantity);
                return run.Instance.Task switch
                {
                    BenchTask.Capped => BoundedPowerKernel.Solve<TLane, Caps>(c, d, caps, x, task),
                    BenchTask.Quadratic => QuadraticKernel.Solve<TLane, NoBounds>(a, b, none, x, task),
                    BenchTask.Spread => CurveKernel.Solve<TLane, NoBounds>(a, null, c, d, none, x, task),
                    BenchTask.Composite => CurveKernel.Solve<TLane, NoBounds>(a, b, c, d, none, x, task),
                    BenchTask.PowerPass => Of(ChunkedPass.Run(new PowerPass<TLane>(t, p, x, level), run._count)),
                    BenchTask.CappedPass => Of(ChunkedPass.Run(new BoundedPowerPass<TLane, Caps>(t, p, caps, x, level), run._count)),
                    BenchTask.QuadraticPass => Of(ChunkedPass.Run(new QuadraticPass<TLane, NoBounds>(a, w, none, x, level), run._count)),
                    _ => PowerKernel.Solve<TLane>(c, d, x, task),
                };
            }
        }

        private static SolveStats Of(in Totals totals) => new(totals.First, 1, true);
    }

    private readonly struct Prepare(KernelRun run) : ILaneCall<Totals>
    {
        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            AllocationProblem problem = run.Instance.Problem;
            var none = new NoBounds(2 * problem.Quantity);
            fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D)
            {
                return run.Instance.Task == BenchTask.QuadraticPass
                    ? ChunkedPass.Run(new QuadraticPreparePass<TLane, NoBounds>(a, b, none, run._w), run._count)
                    : ChunkedPass.Run(new PowerPreparePass<TLane>(c, d, run._t, run._p, 0), run._count);
            }
        }
    }
}
