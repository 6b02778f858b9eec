using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Comparison;

namespace SolverGrpc.Service.Handlers;

/// <summary>
/// A request's problem with other parameters: where impact, spread and volatility still are apart. Bounds and limits stay as they are.
/// </summary>
internal static class ChangedProblem
{
    /// <summary>A changed copy of <paramref name="problem"/>.</summary>
    public static Problem Of(Problem problem, ProblemChange change)
    {
        Problem changed = problem.Clone();
        Resize(changed, change.Size);
        Scale(changed.Cost?.HalfSpread, change.Spread);
        Scale(changed.Dynamics?.PermanentImpact, change.Impact);
        Scale(changed.Dynamics?.Volatility, change.Volatility);
        ScaleModel(changed.Cost, change);
        return changed;
    }

    private static void ScaleModel(CostModel? cost, ProblemChange change)
    {
        RepeatedField<double>?[] impact = cost?.ModelCase switch
        {
            CostModel.ModelOneofCase.PowerLaw => [cost.PowerLaw.Alpha],
            CostModel.ModelOneofCase.Quadratic => [cost.Quadratic.Alpha, cost.Quadratic.Beta],
            CostModel.ModelOneofCase.Linear => [cost.Linear.Alpha],
            CostModel.ModelOneofCase.PiecewiseLinear => [cost.PiecewiseLinear.LevelPrice],
            CostModel.ModelOneofCase.Composite => [cost.Composite.A, cost.Composite.B, cost.Composite.C],
            _ => [],
        };
        foreach (RepeatedField<double>? coefficients in impact) Scale(coefficients, change.Impact);
        Scale(cost?.PowerLaw?.Sigma, change.Volatility);
        Scale(cost?.Linear?.Volatility, change.Volatility);
        Scale(cost?.PowerLaw?.Beta, change.Exponent);
        Scale(cost?.Composite?.D, change.Exponent);
    }

    // whole lots: to the nearest lot, or unit if an odd lot is allowed
    private static void Resize(Problem problem, double factor)
    {
        if (problem.ParentQuantityCase != Problem.ParentQuantityOneofCase.QuantityUnits)
        {
            problem.Quantity *= factor;
            return;
        }

        bool oddLot = problem.WholeLots?.OddLot is OddLot.BestPeriod or OddLot.LastPeriod;
        long step = oddLot ? 1 : Math.Max(1, problem.WholeLots?.LotUnits ?? 1);
        problem.QuantityUnits = (long)Math.Round(problem.QuantityUnits / (double)step * factor) * step;
    }

    private static void Scale(RepeatedField<double>? values, double factor)
    {
        for (int i = 0; i < values?.Count; i++) values[i] *= factor;
    }
}
