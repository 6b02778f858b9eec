namespace SolverGrpc.Core.Problems;

/// <summary>Whole lots: every x_i is a multiple of the lot, except in the one period that carries an odd lot.</summary>
/// <param name="LotUnits">Units in one lot, ≥ 1; 0: quantities are not restricted to lots.</param>
/// <param name="QuantityUnits">S in units.</param>
/// <param name="Unit">Shares in one unit, &gt; 0.</param>
/// <param name="OddLot">Who carries what does not fill a lot.</param>
public readonly record struct LotRule(long LotUnits, long QuantityUnits, double Unit, OddLotRule OddLot)
{
    /// <summary>Quantities are restricted to lots.</summary>
    public bool Active => LotUnits > 0;

    /// <summary>Shares in one lot.</summary>
    public double LotSize => LotUnits * Unit;
}

/// <summary>Who carries the part of the parent quantity that does not fill a lot.</summary>
public enum OddLotRule
{
    /// <summary>Nobody: the quantity is a multiple of the lot.</summary>
    None,

    /// <summary>The period that makes the whole schedule cheapest.</summary>
    BestPeriod,

    /// <summary>The last period.</summary>
    LastPeriod,
}
