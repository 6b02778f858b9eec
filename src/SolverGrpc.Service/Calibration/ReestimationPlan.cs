using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;
using SolverGrpc.Market.Online;

namespace SolverGrpc.Service.Calibration;

/// <summary>What a session is watched against, read from a ReestimateOpen.</summary>
internal sealed class ReestimationPlan
{
    private const double HalfLifeMax = 1e6, StepLargest = 100, WeightMax = 1e6, SecondsMax = 1e7;

    // without a range books are walked up to so many times the order's equal part
    private const double EqualParts = 4;

    private static readonly double[] PartsOfRange = [0.125, 0.25, 0.5, 1];

    /// <summary>Checks the message.</summary>
    /// <param name="open">Null: absent.</param>
    /// <param name="violations">Gets what is wrong.</param>
    public ReestimationPlan(ReestimateOpen? open, Violations violations)
    {
        open ??= new ReestimateOpen();
        if (open.HalfLifePeriods is not (0 or (> 0 and <= HalfLifeMax))) violations.Add("half_life_periods", "must be above 0 and at most 1e6, or 0");
        if (open.StepMax is not (0 or (> 1 and <= StepLargest))) violations.Add("step_max", "must be above 1 and at most 100, or 0");
        if (open.ExecutionWeight is not (>= 0 and <= WeightMax)) violations.Add("execution_weight", "must be between 0 and 1e6");
        if (open.SampleSeconds is not (0 or (>= 1e-3 and <= SecondsMax))) violations.Add("sample_seconds", "must be between 0.001 and 1e7, or 0");
        CheckConditioning(open.Conditioning, violations);
        Problem = open.Problem?.Clone() ?? new Problem();
        if (open.Problem is null) violations.Add("problem", "is required");
        else Read(open, violations);
    }

    /// <summary>The problem, period by period.</summary>
    public Problem Problem { get; }

    /// <summary>How fast to learn.</summary>
    public OnlineOptions Options { get; private set; } = new();

    /// <summary>The baseline; null if something is wrong.</summary>
    public OnlineBaseline? Baseline { get; private set; }

    /// <summary>How often books are sampled, in seconds.</summary>
    public double SampleSeconds { get; private set; } = 1;

    private void Read(ReestimateOpen open, Violations violations)
    {
        Problem.Grid?.MergeCount = 0; // a session closes periods, not bins
        Problem.Cost?.Linear?.Price.Clear(); // a price is no slippage
        var input = new ProblemInput();
        var mapping = new ProblemMapping();
        ProblemMessageReader.Read(Problem, input);
        mapping.Map(input, violations);
        if (mapping.Unsupported is { } unsupported) violations.Add("problem", unsupported);
        if (!violations.None) return;
        var defaults = new OnlineOptions();
        Options = new()
        {
            HalfLifePeriods = open.HalfLifePeriods > 0 ? open.HalfLifePeriods : defaults.HalfLifePeriods,
            StepMost = open.StepMax > 0 ? open.StepMax : defaults.StepMost,
            FillWeight = open.ExecutionWeight > 0 ? open.ExecutionWeight : defaults.FillWeight,
        };
        if (open.SampleSeconds > 0) SampleSeconds = open.SampleSeconds;
        Baseline = Of(mapping.Problem, Problem, mapping.ValidUpTo, open.Conditioning);
    }

    private static OnlineBaseline Of(AllocationProblem costs, Problem problem, ReadOnlySpan<double> range, Conditioning? conditioning)
    {
        int n = costs.PeriodCount;
        double equal = Math.Max(1, costs.Quantity / n) * EqualParts;
        double[] halfSpread = PerPeriod(problem.Cost.HalfSpread, n), volatility = PerPeriod(problem.Dynamics?.Volatility, n), volume = PerPeriod(problem.Bounds?.Volume, n);
        double[][] sizes = new double[n][], slippage = new double[n][];
        for (int i = 0; i < n; i++)
        {
            double most = range.Length > i && range[i] is > 0 and < double.PositiveInfinity ? range[i] : equal;
            sizes[i] = [.. PartsOfRange.Select(part => part * most)];
            slippage[i] = [.. sizes[i].Select(x => Math.Max(0, (PeriodCost.Value(costs, i, x) / x) - halfSpread[i]))];
        }

        return new OnlineBaseline
        {
            IsBuy = problem.Side == Side.Buy,
            Sizes = sizes,
            Slippage = slippage,
            HalfSpread = halfSpread,
            Volatility = volatility,
            Volume = volume,
            Conditioning = new()
            {
                UsesSpread = conditioning?.UsesSpread ?? false,
                UsesImbalance = conditioning?.UsesImbalance ?? false,
                SpreadSlope = conditioning?.SpreadSlope ?? 0,
                ImbalanceSlope = conditioning?.ImbalanceSlope ?? 0,
                MeanImbalance = conditioning?.MeanImbalance ?? 0,
                Ahead = conditioning?.Ahead ?? 0,
                Fade = conditioning?.Fade ?? 0,
            },
        };
    }

    private static void CheckConditioning(Conditioning? conditioning, Violations violations)
    {
        if (conditioning is null) return;
        if (!double.IsFinite(conditioning.SpreadSlope)) violations.Add("conditioning.spread_slope", "must be finite");
        if (!double.IsFinite(conditioning.ImbalanceSlope)) violations.Add("conditioning.imbalance_slope", "must be finite");
        if (conditioning.MeanImbalance is not (>= -1 and <= 1)) violations.Add("conditioning.mean_imbalance", "must be between -1 and 1");
        if (conditioning.Ahead is not (>= 0 and <= 1)) violations.Add("conditioning.ahead", "must be between 0 and 1");
        if (conditioning.Fade is not (>= 0 and <= 1)) violations.Add("conditioning.fade", "must be between 0 and 1");
    }

    // one value stands for all, none for 0: not known
    private static double[] PerPeriod(RepeatedField<double>? values, int n) =>
        values?.Count == n ? [.. values] : [.. Enumerable.Repeat(values?.Count == 1 ? values[0] : 0, n)];
}
