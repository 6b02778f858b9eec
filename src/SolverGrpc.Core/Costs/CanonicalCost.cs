namespace SolverGrpc.Core.Costs;

/// <summary>
/// The cost of one period while a model is reduced to it: f(x) = A x + B x² + C x^D.
/// Each model of the contract is a sum of powers g(x) = Σ k x^e; per share the cost is Σ k x^(e+1).
/// </summary>
public struct CanonicalCost
{
    /// <summary>An exponent this close to 1 is linear: beyond it 1/(d − 1) still has four digits left.</summary>
    public const double LinearExponentTolerance = 1e-12;

    /// <summary>Coefficient of x.</summary>
    public double A { get; private set; }

    /// <summary>Coefficient of x².</summary>
    public double B { get; private set; }

    /// <summary>Coefficient of x^D.</summary>
    public double C { get; private set; }

    /// <summary>Exponent of the power term; 2 where C = 0.</summary>
    public readonly double D => C == 0 ? 2 : _d;

    private double _d;

    /// <summary>
    /// Adds k x^e to the model's curve. Exponents 1 and 2 of the cost are folded into A and B.
    /// False if the cost would need a second power term: no method covers that.
    /// </summary>
    public bool TryAdd(ImpactBasis basis, double k, double e)
    {
        if (k == 0) return true;
        double exponent = basis == ImpactBasis.PerShare ? e + 1 : e;
        if (Math.Abs(exponent - 1) <= LinearExponentTolerance) A += k;
        else if (exponent == 2) B += k;
        else if (C == 0) (C, _d) = (k, exponent);
        else if (_d == exponent) C += k;
        else return false;
        return true;
    }

    /// <summary>Adds a cost per share that does not depend on the quantity, whatever the basis: half-spread, price.</summary>
    public void AddPerShare(double price) => A += price;

    /// <summary>g(x) = alpha sigma x^beta, with <paramref name="scale"/> = alpha sigma.</summary>
    public static bool TryPowerLaw(ImpactBasis basis, double scale, double beta, ref CanonicalCost cost) =>
        cost.TryAdd(basis, scale, beta);

    /// <summary>A cost of k x^d is just that: neither linear nor quadratic, nor nothing.</summary>
    public static bool IsPower(double k, double d) => k != 0 && d != 2 && Math.Abs(d - 1) > LinearExponentTolerance;

    /// <summary>g(x) = alpha x + beta x².</summary>
    public static bool TryQuadratic(ImpactBasis basis, double alpha, double beta, ref CanonicalCost cost) =>
        cost.TryAdd(basis, alpha, 1) && cost.TryAdd(basis, beta, 2);

    /// <summary>g(x) = alpha (1 + beta volatility) liquidity x.</summary>
    public static bool TryLinear(ImpactBasis basis, double alpha, double beta, double volatility, double liquidity, ref CanonicalCost cost) =>
        cost.TryAdd(basis, alpha * (1 + (beta * volatility)) * liquidity, 1);

    /// <summary>g(x) = a x + b x² + c x^d.</summary>
    public static bool TryComposite(ImpactBasis basis, double a, double b, double c, double d, ref CanonicalCost cost) =>
        cost.TryAdd(basis, a, 1) && cost.TryAdd(basis, b, 2) && cost.TryAdd(basis, c, d);
}
