using System.Runtime.CompilerServices;
using SolverGrpc.Core.Coupled.Kernels;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// One Newton system of <see cref="PriceNewton"/>, from both ends at once:
/// <code>
/// x_i = C_i p_i − e_i,   p_i = p_{i+1} + W_i r_i,   r_i = r_{i−1} − x_i,   r_0 = s,  r_N = 0
/// </code>
/// The cost to go from the end is ½ (n/m) r² + (t/m) r and grows as in <see cref="InventorySweep"/>. The cost to arrive from the beginning has the
/// derivative (n r − t)/m, and grows as
/// <code>
/// m' = m + C n,   t' = t + n e,   n' = n + W m'           (n = 1, m = 0, t = s)
/// </code>
/// Where they meet their sum is smallest, which gives r there; both halves are then unrolled at once. Two chains of half the length take half the
/// time of one. The prices of the first half are added up from the middle, so that all terms but e are positive on that way too.
/// </summary>
internal static unsafe class PriceSweep
{
    private const double Large = 2.5822498780869086e120; // 2^400
    private const double Shrink = 3.8725919148493183e-121; // 2^-400

    /// <summary>Solves for the prices, into Next; the weight of the risk is Σ W_i r_i². False: not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TrySolve(in PriceColumns columns, int count, double start, out double weight)
    {
        double* c = columns.Compliance, e = columns.Offset, w = columns.Risk;
        double* keep = columns.Keep, shift = columns.Shift, lift = columns.Lift, price = columns.Next;
        int half = count / 2;
        double n1 = 1, m1 = 0, t1 = start, n2 = 1, m2 = 0, t2 = 0;
        for (int i = 0, j = count - 1; j >= half; i++, j--)
        {
            double own = c[j], off = e[j], h = Math.FusedMultiplyAdd(w[j], m2, n2), next = Math.FusedMultiplyAdd(own, h, m2), inverse = 1 / next;
            keep[j] = m2 * inverse;
            shift[j] = Math.FusedMultiplyAdd(m2, off, -(own * t2)) * inverse;
            t2 = Math.FusedMultiplyAdd(h, off, t2);
            lift[j] = h * inverse;
            price[j] = t2 * inverse;
            n2 = h;
            m2 = next;
            if (m2 > Large || n2 > Large)
            {
                m2 *= Shrink;
                n2 *= Shrink;
                t2 *= Shrink;
            }

            if (i >= half) break;
            own = c[i];
            off = e[i];
            next = Math.FusedMultiplyAdd(own, n1, m1);
            inverse = 1 / next;
            keep[i] = m1 * inverse;
            shift[i] = Math.FusedMultiplyAdd(own, t1, -(m1 * off)) * inverse;
            t1 = Math.FusedMultiplyAdd(n1, off, t1);
            m1 = next;
            if (i < half - 1) n1 = Math.FusedMultiplyAdd(w[i], m1, n1);
            if (m1 > Large || n1 > Large)
            {
                m1 *= Shrink;
                n1 *= Shrink;
                t1 *= Shrink;
            }
        }

        // the risk of the period before the middle is still to be counted
        double stiff = half == 0 ? n2 : Math.FusedMultiplyAdd(w[half - 1], m2, n2);
        double left = half == 0 ? start : ((m2 * t1) - (m1 * t2)) / ((n1 * m2) + (stiff * m1)), right = left;
        double earlier = Math.FusedMultiplyAdd(lift[half], left, price[half]), first = 0, second = 0;
        for (int i = half - 1, j = half; j < count; i--, j++)
        {
            price[j] = Math.FusedMultiplyAdd(lift[j], right, price[j]);
            right = Math.FusedMultiplyAdd(keep[j], right, shift[j]);
            second = Math.FusedMultiplyAdd(w[j] * right, right, second);
            if (i < 0) continue;
            first = Math.FusedMultiplyAdd(w[i] * left, left, first);
            earlier = Math.FusedMultiplyAdd(w[i], left, earlier);
            price[i] = earlier;
            left = Math.FusedMultiplyAdd(keep[i], left, shift[i]);
        }

        weight = first + second;
        return double.IsFinite(earlier) && double.IsFinite(right);
    }
}
