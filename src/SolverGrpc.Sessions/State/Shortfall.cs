using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Costs;

namespace SolverGrpc.Sessions.State;

/// <summary>
/// Implementation shortfall against the arrival price P₀ (Perold, "The Implementation Shortfall", 1988), split. With side s = ±1,
/// execution k of q_k shares at price p_k while the mid was m_k and half the spread h_k:
/// <code>
/// spread = Σ h_k q_k,   impact = Σ (s (p_k − m_k) − h_k) q_k,   timing = Σ s (m_k − P₀) q_k
/// opportunity = s (m − P₀) (S − Σ q_k)⁺   with the last mid m
/// </code>
/// The first three add up to Σ s (p_k − P₀) q_k.
/// </summary>
internal static class Shortfall
{
    /// <summary>The summary of an order.</summary>
    /// <param name="executions">What was executed.</param>
    /// <param name="unfilled">Units that were not, ≥ 0.</param>
    /// <param name="sign">+1 buy, −1 sell.</param>
    /// <param name="arrival">P₀ in currency per share.</param>
    /// <param name="last">The last mid in currency per share.</param>
    /// <param name="tick">Currency in a tick.</param>
    /// <param name="quantum">Shares in a unit.</param>
    public static ExecutionSummary Of(
        ReadOnlySpan<Execution> executions, long unfilled, int sign, double arrival, double last, double tick, double quantum)
    {
        CompensatedSum spread = new(), impact = new(), timing = new(), paid = new();
        long filled = 0;
        foreach (ref readonly Execution execution in executions)
        {
            if (execution.IsBusted) continue;
            double price = execution.PriceTicks * tick, shares = execution.Units * quantum;
            filled = checked(filled + execution.Units);
            paid.Add(price * shares);
            spread.Add(execution.HalfSpread * shares);
            impact.Add(((sign * (price - execution.Mid)) - execution.HalfSpread) * shares);
            timing.Add(sign * (execution.Mid - arrival) * shares);
        }

        double opportunity = sign * (last - arrival) * unfilled * quantum;
        return new()
        {
            FilledUnits = filled,
            AveragePrice = filled > 0 ? paid.Value / (filled * quantum) : 0,
            Shortfall = spread.Value + impact.Value + timing.Value + opportunity,
            Spread = spread.Value,
            Impact = impact.Value,
            Timing = timing.Value,
            Opportunity = opportunity,
        };
    }
}
