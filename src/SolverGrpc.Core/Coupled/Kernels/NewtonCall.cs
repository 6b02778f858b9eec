using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>A <see cref="NewtonPass{TLane}"/> over all periods.</summary>
internal readonly struct NewtonCall(NewtonColumns columns, int periodCount) : ILaneCall<Totals>
{
    /// <inheritdoc/>
    public Totals With<TLane>()
        where TLane : struct, ILane<TLane> => new NewtonPass<TLane>(columns).Run(0, periodCount);
}
