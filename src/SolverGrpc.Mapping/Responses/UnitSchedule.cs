using SolverGrpc.Core.Problems;

namespace SolverGrpc.Mapping.Responses;

/// <summary>A schedule of whole lots in units of the quantum.</summary>
internal static class UnitSchedule
{
    /// <summary>
    /// Writes x_i / unit, rounded, to <paramref name="units"/>. False if that is not the schedule: a quantity is no whole number
    /// of units, or their sum is not the parent quantity.
    /// </summary>
    public static bool TryWrite(in LotRule lots, ReadOnlySpan<double> x, Span<long> units)
    {
        long sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            units[i] = (long)Math.Round(x[i] / lots.Unit);
            if (Math.Abs((units[i] * lots.Unit) - x[i]) > 1e-9 * Math.Max(lots.Unit, x[i])) return false;
            sum += units[i];
        }

        return sum == lots.QuantityUnits;
    }
}
