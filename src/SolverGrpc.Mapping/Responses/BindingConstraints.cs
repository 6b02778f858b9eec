using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Responses;

/// <summary>
/// The floors above 0 and the caps at which a schedule sits, each with its multiplier |m_i − λ|, m_i being the marginal
/// cost, limits on the whole schedule at their price: what relaxing it by one share would save. Reused.
/// </summary>
internal sealed class BindingConstraints
{
    /// <summary>Periods at their floor, ascending.</summary>
    public Column<int> FloorPeriod { get; } = new();

    /// <summary>Their multipliers.</summary>
    public Column<double> FloorMultiplier { get; } = new();

    /// <summary>Periods at their cap, ascending.</summary>
    public Column<int> CapPeriod { get; } = new();

    /// <summary>Their multipliers.</summary>
    public Column<double> CapMultiplier { get; } = new();

    /// <summary>Finds the constraints that bind in <paramref name="answer"/>. Without a λ every multiplier is 0.</summary>
    public void Find(AllocationProblem problem, Answer answer, Workspace workspace)
    {
        Clear();
        ReadOnlySpan<double> x = answer.Schedule, lower = problem.Lower, upper = problem.Upper;
        // a bound binds on a lot grid when the next lot would break it
        double step = problem.Lots.Active ? problem.Lots.LotSize : 0;
        bool coupled = problem.HasVariance || problem.HasDrift || problem.HasPermanentImpact;
        double lambda = answer.Lambda + (answer.OrderSlippageMultiplier > 0 ? answer.OrderSlippageMultiplier * problem.OrderSlippageLimit : 0);
        Span<double> marginals = default;
        for (int i = 0; i < x.Length; i++)
        {
            bool floor = lower[i] > 0 && (x[i] <= lower[i] || x[i] - step < lower[i]);
            double capacity = problem.Family == CostFamily.Curve ? upper[i] : PeriodCost.Cap(problem, i);
            bool cap = x[i] >= capacity || x[i] + step > capacity;
            if (!floor && !cap) continue;
            if (coupled && marginals.IsEmpty)
            {
                marginals = workspace.Take(x.Length);
                Marginals.Write(problem, x, answer.VarianceMultiplier, marginals);
            }

            double marginal = coupled ? marginals[i] : Marginals.OfPeriod(problem, i, x[i]);
            double excess = double.IsNaN(answer.Lambda) ? 0 : (answer.Price * marginal) - lambda;
            if (floor && (!cap || excess >= 0)) Add(FloorPeriod, FloorMultiplier, i, excess);
            else Add(CapPeriod, CapMultiplier, i, -excess);
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        FloorPeriod.Clear();
        FloorMultiplier.Clear();
        CapPeriod.Clear();
        CapMultiplier.Clear();
    }

    private static void Add(Column<int> periods, Column<double> multipliers, int period, double multiplier)
    {
        periods.Add(period);
        multipliers.Add(Wire.Finite(Math.Max(0, multiplier)));
    }
}
