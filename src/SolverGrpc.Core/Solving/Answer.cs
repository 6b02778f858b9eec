using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Solving;

/// <summary>The answer to one problem. Meant to be reused; allocates only when it grows.</summary>
public sealed class Answer
{
    private double[] _schedule = [];
    private int _first;

    /// <summary>How the solve ended.</summary>
    public Termination Termination { get; internal set; }

    /// <summary>The limit that was hit.</summary>
    public LimitKind Limit { get; internal set; }

    /// <summary>For people: what cannot be met, what is not covered, which limit, what a method remarks on its schedule.</summary>
    public string Detail { get; internal set; } = "";

    /// <summary>With <see cref="Termination.Infeasible"/>.</summary>
    public Infeasibility Infeasibility { get; internal set; }

    /// <summary>x_i in shares, length N if the solve ended optimal or feasible, else empty.</summary>
    public ReadOnlySpan<double> Schedule => _schedule.AsSpan(_first, ScheduleLength);

    /// <summary>λ in currency per share, what one share more in the order would cost; NaN if the method has none.</summary>
    public double Lambda { get; internal set; }

    /// <summary>Expected cost of the schedule.</summary>
    public CostBreakdown Cost { get; internal set; }

    /// <summary>V of the schedule, in currency².</summary>
    public double Variance { get; internal set; }

    /// <summary>The proof.</summary>
    public Certificate Certificate { get; internal set; }

    /// <summary>κ: the schedule minimises E + κ V, in 1/currency.</summary>
    public double VarianceMultiplier { get; internal set; }

    /// <summary>Price of the value-at-risk limit.</summary>
    public double ValueAtRiskMultiplier { get; internal set; }

    /// <summary>Price of the limit on the order's slippage: what the objective would fall by per unit of E that the limit is raised.</summary>
    public double OrderSlippageMultiplier { get; internal set; }

    /// <summary>What E + κ V counts in the objective once the limits have their price.</summary>
    public double Price => 1 + ValueAtRiskMultiplier + OrderSlippageMultiplier;

    /// <summary>The method that produced the schedule.</summary>
    public Method Method { get; internal set; }

    /// <summary>Its iterations, passes or nodes.</summary>
    public long Iterations { get; internal set; }

    /// <summary>Residual after each iteration; empty if the method keeps none.</summary>
    public ResidualLog Residuals { get; } = new();

    /// <summary>There is a schedule.</summary>
    public bool HasSchedule => Termination is Termination.Optimal or Termination.Feasible;

    internal int ScheduleLength { get; set; }

    internal Span<double> Begin(int periodCount)
    {
        if (_schedule.Length - AlignedArray.LineLength < periodCount)
        {
            _schedule = AlignedArray.Allocate((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)periodCount));
            _first = AlignedArray.First(_schedule);
        }

        Termination = Termination.None;
        Limit = LimitKind.None;
        Detail = "";
        Infeasibility = default;
        Lambda = double.NaN;
        Cost = default;
        Variance = 0;
        Certificate = default;
        VarianceMultiplier = ValueAtRiskMultiplier = OrderSlippageMultiplier = 0;
        Method = Method.Auto;
        Iterations = 0;
        Residuals.Clear();
        ScheduleLength = 0;
        return _schedule.AsSpan(_first, periodCount);
    }
}

/// <summary>Why no schedule exists.</summary>
/// <param name="Shortfall">S minus the largest executable quantity, or minus the sum of the floors (negative) if they exceed S; shares.</param>
/// <param name="LargestExecutable">Largest quantity ≤ S that can be executed, in shares.</param>
/// <param name="Period">First period whose own bounds exclude each other; −1: none.</param>
/// <param name="SmallestReachable">Smallest variance, value at risk, or slippage of the order beside a risk preference, where that limit cannot be met.</param>
public readonly record struct Infeasibility(double Shortfall, double LargestExecutable, int Period, double SmallestReachable);

/// <summary>Expected cost in currency.</summary>
/// <param name="Linear">Σ a_i x_i: half-spread and other linear terms.</param>
/// <param name="Temporary">Σ b_i x_i² + c_i x_i^(d_i), or what walking the levels costs.</param>
/// <param name="Permanent">Σ γ_i x_i r_i.</param>
/// <param name="Drift">Σ μ_i r_i.</param>
public readonly record struct CostBreakdown(double Linear, double Temporary, double Permanent, double Drift)
{
    /// <summary>E, the sum of all.</summary>
    public double Total => Linear + Temporary + Permanent + Drift;
}
