using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Problems;

/// <summary>Slippage per share beyond the half-spread of a cost model as calibration writes it: per share, or the levels of a mean book.</summary>
internal static class CalibratedCurve
{
    /// <summary>Slippage of <paramref name="x"/> shares in a period, in currency per share; arrays must have one value per period.</summary>
    /// <exception cref="InputException">Calibration writes no such model.</exception>
    public static double At(CostModel cost, int period, double x)
    {
        switch (cost.ModelCase)
        {
            case CostModel.ModelOneofCase.PowerLaw when cost.Basis == ImpactBasis.PerShare:
                return cost.PowerLaw.Alpha[period] * Math.Pow(x, cost.PowerLaw.Beta[period]);
            case CostModel.ModelOneofCase.Linear when cost.Basis == ImpactBasis.PerShare:
                return cost.Linear.Alpha[period] * x;
            case CostModel.ModelOneofCase.Quadratic when cost.Basis == ImpactBasis.PerShare:
                return (cost.Quadratic.Alpha[period] * x) + (cost.Quadratic.Beta[period] * x * x);
            case CostModel.ModelOneofCase.PiecewiseLinear:
                return Walk(cost.PiecewiseLinear, period, x);
            default:
                throw new InputException("the problem's costs are not as `solver calibrate` writes them.");
        }
    }

    private static double Walk(PiecewiseLinearModel levels, int period, double x)
    {
        int first = levels.LevelCount.Take(period).Sum();
        double paid = 0, left = x;
        for (int k = first; k < first + levels.LevelCount[period] && left > 0; k++)
        {
            double taken = Math.Min(left, levels.LevelSize[k]);
            paid += taken * levels.LevelPrice[k];
            left -= taken;
        }

        return paid / x;
    }
}
