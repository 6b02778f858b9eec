using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>Whole lots.</summary>
internal static class LotsSection
{
    private const int OddLotUnspecified = 0, OddLotRefuse = 1, OddLotBestPeriod = 2, OddLotLastPeriod = 3;

    /// <summary>The rule; inactive if there is none or it is not valid.</summary>
    public static LotRule Read(in ProblemScalars scalars, Violations violations)
    {
        if (!scalars.HasLots) return default;
        int before = violations.Count;
        if (scalars.QuantityKind != QuantityKind.Units) violations.Add("problem.quantity_units", "is required with problem.whole_lots");
        if (scalars.LotUnits < 1) violations.Add("problem.whole_lots.lot_units", "must be >= 1");
        if (scalars.OddLot is < OddLotUnspecified or > OddLotLastPeriod) violations.Add("problem.whole_lots.odd_lot", "is unknown");
        if (violations.Count > before) return default;

        bool whole = scalars.QuantityUnits % scalars.LotUnits == 0;
        if (!whole && scalars.OddLot is OddLotUnspecified or OddLotRefuse)
        {
            violations.Add("problem.quantity_units", "is not a multiple of whole_lots.lot_units, and odd_lot refuses a remainder");
            return default;
        }

        OddLotRule oddLot = whole ? OddLotRule.None : scalars.OddLot == OddLotBestPeriod ? OddLotRule.BestPeriod : OddLotRule.LastPeriod;
        return new(scalars.LotUnits, scalars.QuantityUnits, InstrumentSection.Quantum(scalars), oddLot);
    }
}
