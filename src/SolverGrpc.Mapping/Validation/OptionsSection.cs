using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>How long to try, and how.</summary>
internal static class OptionsSection
{
    private const double RelativeToleranceMax = 0.1;

    /// <summary>The settings of valid options, without a budget; adds what is wrong to <paramref name="violations"/>.</summary>
    public static SolveSettings Read(in OptionsInput options, Violations violations)
    {
        ArgumentNullException.ThrowIfNull(violations);
        if (!MethodMap.TryRead(options.Method, out Method method)) violations.Add("options.method", "is unknown");
        if (options.RelativeTolerance is not (>= 0 and <= RelativeToleranceMax)) violations.Add("options.relative_tolerance", "must be between 0 and 0.1");
        if (options.TimeBudget.Present && !WireTimes.IsPositiveDuration(options.TimeBudget)) violations.Add("options.time_budget", "must be a duration > 0");
        if (options.NodeLimit < 0) violations.Add("options.node_limit", "must be >= 0");
        if (options.WarmLambda is { } lambda && !double.IsFinite(lambda)) violations.Add("options.warm_lambda", "must be finite");
        if (options.GridStep is not (>= 0 and <= double.MaxValue)) violations.Add("options.grid_step", "must be finite and >= 0");
        return new SolveSettings
        {
            Method = method,
            RelativeTolerance = options.RelativeTolerance > 0 ? options.RelativeTolerance : SolveSettings.DefaultRelativeTolerance,
            NodeLimit = options.NodeLimit > 0 ? options.NodeLimit : SolveSettings.DefaultNodeLimit,
            WarmLambda = options.WarmLambda ?? double.NaN,
            GridStep = options.GridStep,
        };
    }

    /// <summary>The time budget; <see cref="Timeout.InfiniteTimeSpan"/> if there is none or none that is valid.</summary>
    public static TimeSpan TimeBudget(in OptionsInput options) =>
        options.TimeBudget is { Present: true } budget && WireTimes.IsPositiveDuration(budget) ? WireTimes.ToTimeSpan(options.TimeBudget) : Timeout.InfiniteTimeSpan;
}
