using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// x_i = clamp((λ − a_i) w_i, l_i, u_i). First is Σ x, Second is Σ w over the periods strictly between their bounds.
/// </summary>
/// <param name="a">Linear costs.</param>
/// <param name="w">See <see cref="QuadraticPreparePass{TLane, TBounds}"/>.</param>
/// <param name="bounds">Bounds.</param>
/// <param name="x">Written.</param>
/// <param name="lambda">λ.</param>
internal readonly unsafe struct QuadraticPass<TLane, TBounds>(double* a, double* w, TBounds bounds, double* x, double lambda)
    : IPass<TLane, QuadraticPass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, QuadraticPass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Lambda = TLane.Create(lambda), Ceiling = TLane.Create(bounds.Ceiling) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane weight = part.Load(w + index, TLane.Create(0));
        TLane wish = (registers.Lambda - part.Load(a + index, TLane.Create(0))) * weight;
        TLane value = part.Keep(bounds.Clamp(wish, index, part, registers.Ceiling), TLane.Create(0));
        part.Store(value, x + index);
        sums.First += value;
        sums.Second = TLane.AddWhereEqual(sums.Second, value, wish, weight);
    }

    public struct Registers
    {
        public TLane Lambda;
        public TLane Ceiling;
    }
}
