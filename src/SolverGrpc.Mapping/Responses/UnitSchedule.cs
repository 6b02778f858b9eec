using SolverGrpc.Core.Problems;

namespace SolverGrpc.Mapping.Responses;

/// <summary>A schedule of whole lots in units of the quantum.</summary>
internal static class UnitSchedule
{
    private const double Rounding = 1e-9;

    /// <summary>
    /// Writes x_i / unit, rounded, to <paramref name="units"/>. False if that is not the schedule: a quantity is no whole number
    /// of units, or their sum is not the parent quantity.
    /// </summary>
    public static bool TryWrite(in LotRule lots, ReadOnlySpan<double> x, Span<long> units)
    {
        double unit = lots.Unit;
        long sum = 0;
        bool whole = true;
        for (int i = 0; i < x.Length; i++)
        {
            units[i] = double.ConvertToIntegerNative<long>(Math.Round(x[i] / unit)); // beyond a long it is off
            double off = Math.Abs((units[i] * unit) - x[i]);
            whole &= off <= Rounding * unit || off <= Rounding * x[i];
            sum += units[i];
        }

        return whole && sum == lots.QuantityUnits;
    }
}
