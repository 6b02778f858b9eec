using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// x_i = clamp((λ − a_i + δ) w_i, l_i, u_i). First is Σ x, Second is Σ w over the periods strictly between their bounds.
/// </summary>
/// <param name="a">Linear costs; null: all 0.</param>
/// <param name="w">See <see cref="QuadraticPreparePass{TLane}"/>.</param>
/// <param name="bounds">Bounds.</param>
/// <param name="x">Written.</param>
/// <param name="lambda">λ.</param>
/// <param name="rest">δ: digits of λ that do not fit a double.</param>
internal readonly unsafe struct QuadraticPass<TLane>(double* a, double* w, Bounds bounds, double* x, double lambda, double rest)
    : IPass<TLane, QuadraticPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, QuadraticPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Lambda = TLane.Create(lambda), Rest = TLane.Create(rest), Ceiling = TLane.Create(bounds.Ceiling) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane weight = part.Load(w + index, TLane.Create(0));
        TLane linear = a == null ? TLane.Create(0) : part.Load(a + index, TLane.Create(0));
        TLane wish = (registers.Lambda - linear + registers.Rest) * weight;
        TLane value = part.Keep(bounds.Clamp(wish, index, part, registers.Ceiling), TLane.Create(0));
        part.Store(value, x + index);
        sums.First += value;
        sums.Second += TLane.Select(TLane.Equal(value, wish), weight, TLane.Create(0));
    }

    public struct Registers
    {
        public TLane Lambda;
        public TLane Rest;
        public TLane Ceiling;
    }
}
