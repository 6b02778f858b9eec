using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests;

/// <summary>
/// The oracle for small problems in whole lots: every schedule is tried, and costs are computed here from the definition of
/// the problem, bounds and rules included. Shares nothing with the code it checks.
/// </summary>
internal sealed class BruteForce
{
    private readonly AllocationProblem _problem;
    private readonly double[] _x;

    private BruteForce(AllocationProblem problem)
    {
        _problem = problem;
        _x = new double[problem.PeriodCount];
    }

    /// <summary>The smallest objective; +∞ if no schedule meets the constraints.</summary>
    public static double Minimum(AllocationProblem problem)
    {
        var search = new BruteForce(problem);
        LotRule rule = problem.Lots;
        long odd = rule.QuantityUnits % rule.LotUnits;
        if (odd == 0) return search.Try(0, rule.QuantityUnits, -1);
        return rule.OddLot switch
        {
            OddLotRule.LastPeriod => search.Try(0, rule.QuantityUnits - odd, problem.PeriodCount - 1),
            OddLotRule.BestPeriod => Enumerable.Range(0, problem.PeriodCount).Min(carrier => search.Try(0, rule.QuantityUnits - odd, carrier)),
            _ => double.PositiveInfinity,
        };
    }

    /// <summary>Objective of a schedule, by the definition; +∞ if it breaks a bound, a minimum slice or a limit.</summary>
    public static double Objective(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        double total = 0, variance = 0, remaining = problem.Quantity;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] < problem.Lower[i] || x[i] > problem.Upper[i]) return double.PositiveInfinity;
            if (problem.HasMinimumSlice && x[i] > 0 && x[i] < problem.MinimumSlice[i]) return double.PositiveInfinity;
            remaining = i == x.Length - 1 ? 0 : remaining - x[i];
            total += Slice(problem, i, x[i]);
            if (problem.HasPermanentImpact) total += problem.PermanentImpact[i] * x[i] * remaining;
            if (problem.HasDrift) total += problem.Drift[i] * remaining;
            if (problem.HasVariance) variance += problem.PriceVariance[i] * remaining * remaining;
        }

        RiskPreference risk = problem.Risk;
        bool withinRisk = risk.Kind switch
        {
            RiskKind.VarianceLimit => variance <= risk.Value,
            RiskKind.ValueAtRiskLimit => total + (risk.Z * Math.Sqrt(variance)) <= risk.Value,
            _ => true,
        };
        if (!withinRisk || total > problem.OrderSlippageLimit * problem.Quantity) return double.PositiveInfinity;
        return total + risk.Kind switch
        {
            RiskKind.Aversion => risk.Value * variance,
            RiskKind.MinimizeValueAtRisk => risk.Z * Math.Sqrt(variance),
            _ => 0,
        };
    }

    private static double Slice(AllocationProblem problem, int i, double x)
    {
        if (problem.Family == CostFamily.Curve)
            return (problem.A[i] * x) + (problem.B[i] * x * x) + (problem.C[i] == 0 ? 0 : problem.C[i] * Math.Pow(x, problem.D[i]));
        double cost = 0;
        for (int k = problem.LevelStart[i]; k < problem.LevelStart[i + 1] && x > 0; k++)
        {
            double take = Math.Min(x, problem.LevelSize[k]);
            cost += take * problem.LevelPrice[k];
            x -= take;
        }

        return x > 0 ? double.PositiveInfinity : cost;
    }

    private double Try(int i, long units, int carrier)
    {
        long odd = i == carrier ? _problem.Lots.QuantityUnits % _problem.Lots.LotUnits : 0;
        if (i == _x.Length - 1)
        {
            _x[i] = (units + odd) * _problem.Lots.Unit;
            return Objective(_problem, _x);
        }

        double best = double.PositiveInfinity;
        for (long take = 0; take <= units; take += _problem.Lots.LotUnits)
        {
            _x[i] = (take + odd) * _problem.Lots.Unit;
            best = Math.Min(best, Try(i + 1, units - take, carrier));
        }

        return best;
    }
}
