using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>
/// x^y for x ≥ 0 and finite y: largest error (1.1 + 0.9 |y|) · 2^-52 relative, as long as the result is a normal number. 0^y is 0 whatever y is.
/// </summary>
/// <typeparam name="TLane">The lane.</typeparam>
/// <remarks>
/// x^y = 2^(y e + y log₂ m) for x = 2^e m. y e is kept in two doubles and y log₂ m unrounded until the whole part is taken out
/// (<see cref="Exp2{TLane}.OfSum"/>), so that the error does not grow with log₂ x: what is left is |y| times that of
/// <see cref="Log2{TLane}.OfMantissa"/>, and that of <see cref="Exp2{TLane}"/>.
/// </remarks>
internal struct Power<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>Part of the relative error bound that does not depend on y, in 2^-52.</summary>
    public const double ErrorUnits = 1.1;

    /// <summary>Part of the relative error bound per unit of |y|, in 2^-52.</summary>
    public const double ErrorUnitsPerExponent = 0.9;

    private Log2<TLane> _log2;
    private Exp2<TLane> _exp2;

    /// <summary>Loads the constants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Power<TLane> Load() => new() { _log2 = Log2<TLane>.Load(), _exp2 = Exp2<TLane>.Load() };

    /// <summary>x^y, element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLane Of(TLane x, TLane y)
    {
        TLane zero = TLane.Create(0), isZero = TLane.Equal(x, zero);
        TLane logarithm = _log2.OfMantissa(TLane.Select(isZero, TLane.Create(1), x), out TLane exponent);
        TLane whole = y * exponent;
        TLane rest = TLane.MultiplyAdd(y, exponent, zero - whole);
        return TLane.Select(isZero, zero, _exp2.OfSum(whole, y, logarithm, rest));
    }
}
