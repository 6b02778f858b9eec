using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>What is traded.</summary>
internal static class InstrumentSection
{
    private const int SymbolBytesMax = ProblemScalars.TextBytesMax;
    private const int CurrencyBytesMax = 8;

    /// <summary>Shares in one unit; 1 if none or none that is valid is given.</summary>
    public static double Quantum(in ProblemScalars scalars) => scalars.Quantum is > 0 and <= double.MaxValue ? scalars.Quantum : 1;

    public static void Check(in ProblemScalars scalars, Violations violations)
    {
        if (scalars.SymbolBytes > SymbolBytesMax) violations.Add("problem.instrument.symbol", "must have at most 64 bytes");
        if (scalars.CurrencyBytes > CurrencyBytesMax) violations.Add("problem.instrument.currency", "must have at most 8 bytes");
        NotNegative("problem.instrument.quantum", scalars.Quantum, violations);
        NotNegative("problem.instrument.tick_size", scalars.TickSize, violations);
        NotNegative("problem.instrument.arrival_price", scalars.ArrivalPrice, violations);
    }

    private static void NotNegative(string field, double value, Violations violations)
    {
        if (value is not (>= 0 and <= double.MaxValue)) violations.Add(field, "must be finite and >= 0");
    }
}
