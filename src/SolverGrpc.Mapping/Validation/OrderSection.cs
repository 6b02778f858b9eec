using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>Side and parent quantity.</summary>
internal static class OrderSection
{
    /// <summary>The numbers of <c>Side</c>.</summary>
    public const int Buy = 1, Sell = 2;

    // larger counts are not all exact in a double
    private const long UnitsMax = 1L << 53;

    /// <summary>S in shares; 0 if it is not valid.</summary>
    public static double Read(in ProblemScalars scalars, Violations violations)
    {
        if (scalars.Side is not (Buy or Sell)) violations.Add("problem.side", "must be SIDE_BUY or SIDE_SELL");
        switch (scalars.QuantityKind)
        {
            case QuantityKind.Shares:
                if (scalars.Quantity is >= 0 and <= double.MaxValue) return scalars.Quantity + 0.0; // -0.0 is 0
                violations.Add("problem.quantity", "must be finite and >= 0");
                return 0;
            case QuantityKind.Units when scalars.QuantityUnits is < 0 or > UnitsMax:
                violations.Add("problem.quantity_units", "must be between 0 and 2^53");
                return 0;
            case QuantityKind.Units:
                double shares = scalars.QuantityUnits * InstrumentSection.Quantum(scalars);
                if (double.IsFinite(shares)) return shares;
                violations.Add("problem.quantity_units", "times instrument.quantum overflows");
                return 0;
            default:
                violations.Add("problem.quantity", "quantity or quantity_units is required");
                return 0;
        }
    }
}
