using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Service.Calibration;

/// <summary>The coefficients of a cost model's last periods, each period's multiplied by a factor; what is not multiplied is left out, so that a MarketUpdate keeps it.</summary>
internal static class ScaledCost
{
    /// <summary>The last periods of a model, as many as there are factors; half-spread and range are not in it.</summary>
    public static CostModel Of(CostModel cost, int periodCount, ReadOnlySpan<double> factor)
    {
        int from = periodCount - factor.Length;
        var scaled = new CostModel { Basis = cost.Basis };
        switch (cost.ModelCase)
        {
            case CostModel.ModelOneofCase.PowerLaw:
                scaled.PowerLaw = new() { Alpha = { Scaled(cost.PowerLaw.Alpha, from, factor) } };
                break;
            case CostModel.ModelOneofCase.Linear:
                scaled.Linear = new() { Alpha = { Scaled(cost.Linear.Alpha, from, factor) } };
                break;
            case CostModel.ModelOneofCase.Quadratic:
                scaled.Quadratic = new() { Alpha = { Scaled(cost.Quadratic.Alpha, from, factor) }, Beta = { Scaled(cost.Quadratic.Beta, from, factor) } };
                break;
            case CostModel.ModelOneofCase.Composite:
                scaled.Composite = new()
                {
                    A = { Scaled(cost.Composite.A, from, factor) },
                    B = { Scaled(cost.Composite.B, from, factor) },
                    C = { Scaled(cost.Composite.C, from, factor) },
                };
                break;
            default:
                scaled.PiecewiseLinear = Levels(cost.PiecewiseLinear, from, factor);
                break;
        }

        return scaled;
    }

    // one value stands for all periods, none for none
    private static double[] Scaled(RepeatedField<double> values, int from, ReadOnlySpan<double> factor)
    {
        if (values.Count == 0) return [];
        var scaled = new double[factor.Length];
        for (int k = 0; k < scaled.Length; k++) scaled[k] = values[values.Count == 1 ? 0 : from + k] * factor[k];
        return scaled;
    }

    private static PiecewiseLinearModel Levels(PiecewiseLinearModel model, int from, ReadOnlySpan<double> factor)
    {
        var scaled = new PiecewiseLinearModel();
        bool isShared = model.LevelCount.Count == 1, sharesLevels = isShared && model.LevelSize.Count == model.LevelCount[0];
        int at = 0;
        for (int i = 0; i < from + factor.Length; i++)
        {
            int count = model.LevelCount[isShared ? 0 : i], first = sharesLevels ? 0 : at;
            at += count;
            if (i < from) continue;
            scaled.LevelCount.Add(count);
            for (int level = first; level < first + count; level++)
            {
                scaled.LevelSize.Add(model.LevelSize[level]);
                scaled.LevelPrice.Add(model.LevelPrice[level] * factor[i - from]);
            }
        }

        return scaled;
    }
}
