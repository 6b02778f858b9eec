using System.Globalization;
using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;

namespace SolverGrpc.Sessions.State;

/// <summary>
/// New parameters for some periods: sparse, for the listed ones, or dense from from_period on, where one value stands for all that
/// follow. An array that the problem leaves out is filled with its default first.
/// </summary>
/// <param name="update">The event.</param>
/// <param name="periodCount">Periods of the grid.</param>
internal sealed class MarketChange(MarketUpdate update, int periodCount)
{
    // what the change has taken the place of
    private readonly List<(RepeatedField<double> Target, double[] Before)> _overwritten = [];
    private PiecewiseLinearModel? _levelsBefore;
    private PriceDynamics? _dynamicsBefore;
    private Bounds? _boundsBefore;

    private bool IsSparse => update.Periods.Count > 0;

    /// <summary>Adds what is wrong with periods, arrays and scales.</summary>
    public void Check(Problem problem, Violations violations)
    {
        CheckPeriods(violations);
        if (update.ModelCase != MarketUpdate.ModelOneofCase.None && update.ModelCase.ToString() != problem.Cost.ModelCase.ToString())
            violations.Add("model", $"must be {problem.Cost.ModelCase} as in Open");
        else if (update.ModelCase == MarketUpdate.ModelOneofCase.PiecewiseLinear) CheckLevels(violations);
        foreach ((string path, ArrayField field, RepeatedField<double> given, _, _) in Arrays(problem: null)) CheckArray(path, field, given, violations);
        CheckScale("impact_scale", update.ImpactScale, violations);
        CheckScale("volatility_scale", update.VolatilityScale, violations);
    }

    /// <summary>Makes the change in <paramref name="problem"/>.</summary>
    public void Apply(Problem problem)
    {
        (_levelsBefore, _dynamicsBefore, _boundsBefore) = (problem.Cost.PiecewiseLinear, problem.Dynamics, problem.Bounds);
        foreach ((_, _, RepeatedField<double> given, RepeatedField<double>? target, double absent) in Arrays(problem))
        {
            if (given.Count > 0) Write(given, target!, absent);
        }

        if (update.ModelCase == MarketUpdate.ModelOneofCase.PiecewiseLinear) problem.Cost.PiecewiseLinear = WithLevels(problem.Cost.PiecewiseLinear);
        if (update.ImpactScale != 0)
        {
            foreach (RepeatedField<double> coefficients in Impact(problem)) Scale(coefficients, update.ImpactScale);
            if (problem.Cost.ModelCase == CostModel.ModelOneofCase.PiecewiseLinear) problem.Cost.PiecewiseLinear = Scaled(problem.Cost.PiecewiseLinear);
        }

        if (update.VolatilityScale != 0 && problem.Dynamics is { } dynamics) Scale(dynamics.Volatility, update.VolatilityScale);
    }

    /// <summary>Takes it back.</summary>
    public void Undo(Problem problem)
    {
        for (int i = _overwritten.Count - 1; i >= 0; i--) Replace(_overwritten[i].Target, _overwritten[i].Before);
        if (_levelsBefore is not null) problem.Cost.PiecewiseLinear = _levelsBefore;
        (problem.Dynamics, problem.Bounds) = (_dynamicsBefore, _boundsBefore);
    }

    private void CheckPeriods(Violations violations)
    {
        if (update.FromPeriod < 0 || update.FromPeriod >= periodCount) violations.Add("from_period", Range);
        RepeatedField<int> periods = update.Periods;
        violations.AddElements(
            "periods", periods.Count, (periods, periodCount), static (state, i) => state.periods[i] < 0 || state.periods[i] >= state.periodCount, Range);
        violations.AddElements("periods", periods.Count, periods, static (periods, i) => i > 0 && periods[i] <= periods[i - 1], "must be ascending");
    }

    private string Range => string.Create(CultureInfo.InvariantCulture, $"must be between 0 and {periodCount - 1}");

    private void CheckArray(string path, ArrayField field, RepeatedField<double> given, Violations violations)
    {
        if (given.Count == 0) return;
        CheckLength(path, given.Count, violations);
        ArrayRule rule = ArrayRule.Of(field);
        if (Allows(rule, given)) return;
        violations.AddElements(path, given.Count, (given, rule), static (state, i) => !state.rule.Allows(state.given[i]), rule.Allowed);
    }

    private static bool Allows(ArrayRule rule, RepeatedField<double> values)
    {
        Column<double> column = PlanningMemory.OfThread.Shares;
        column.Clear();
        column.Append(values);
        return rule.Allows(column.Values);
    }

    private void CheckLength(string path, int count, Violations violations)
    {
        int room = periodCount - Math.Clamp(update.FromPeriod, 0, periodCount - 1);
        if (IsSparse && count != update.Periods.Count)
            violations.Add(path, string.Create(CultureInfo.InvariantCulture, $"has {count} values; must have as many as periods, {update.Periods.Count}"));
        else if (!IsSparse && count > room)
            violations.Add(path, string.Create(CultureInfo.InvariantCulture, $"has {count} values; at most {room} periods follow from_period"));
    }

    private void CheckLevels(Violations violations)
    {
        PiecewiseLinearModel levels = update.PiecewiseLinear;
        CheckLength("piecewise_linear.level_count", levels.LevelCount.Count, violations);
        violations.AddElements(
            "piecewise_linear.level_count", levels.LevelCount.Count, levels, static (levels, i) => levels.LevelCount[i] is < 1 or > LevelsSection.LevelsPerPeriodMax, "must be between 1 and 1024");
        long total = levels.LevelCount.Sum(count => (long)count);
        if (levels.LevelSize.Count != total) violations.Add("piecewise_linear.level_size", string.Create(CultureInfo.InvariantCulture, $"has {levels.LevelSize.Count} values; level_count asks for {total}"));
        if (levels.LevelPrice.Count != levels.LevelSize.Count) violations.Add("piecewise_linear.level_price", "must have as many values as level_size");
    }

    private static void CheckScale(string field, double scale, Violations violations)
    {
        if (scale is not (>= 0 and <= double.MaxValue)) violations.Add(field, "must be finite and > 0, or 0 for no change");
    }

    // the arrays of an update, each with the problem's array it changes (if there is a problem) and what stands for an absent one
    private IEnumerable<(string Path, ArrayField Field, RepeatedField<double> Given, RepeatedField<double>? Target, double Absent)> Arrays(Problem? problem)
    {
        CostModel? cost = problem?.Cost;
        switch (update.ModelCase)
        {
            case MarketUpdate.ModelOneofCase.PowerLaw:
                yield return ("power_law.alpha", ArrayField.PowerLawAlpha, update.PowerLaw.Alpha, cost?.PowerLaw.Alpha, 0);
                yield return ("power_law.sigma", ArrayField.PowerLawSigma, update.PowerLaw.Sigma, cost?.PowerLaw.Sigma, 1);
                yield return ("power_law.beta", ArrayField.PowerLawBeta, update.PowerLaw.Beta, cost?.PowerLaw.Beta, 1);
                break;
            case MarketUpdate.ModelOneofCase.Quadratic:
                yield return ("quadratic.alpha", ArrayField.QuadraticAlpha, update.Quadratic.Alpha, cost?.Quadratic.Alpha, 0);
                yield return ("quadratic.beta", ArrayField.QuadraticBeta, update.Quadratic.Beta, cost?.Quadratic.Beta, 0);
                break;
            case MarketUpdate.ModelOneofCase.Linear:
                yield return ("linear.alpha", ArrayField.LinearAlpha, update.Linear.Alpha, cost?.Linear.Alpha, 0);
                yield return ("linear.beta", ArrayField.LinearBeta, update.Linear.Beta, cost?.Linear.Beta, 0);
                yield return ("linear.volatility", ArrayField.LinearVolatility, update.Linear.Volatility, cost?.Linear.Volatility, 0);
                yield return ("linear.liquidity", ArrayField.LinearLiquidity, update.Linear.Liquidity, cost?.Linear.Liquidity, 1);
                yield return ("linear.price", ArrayField.LinearPrice, update.Linear.Price, cost?.Linear.Price, 0);
                break;
            case MarketUpdate.ModelOneofCase.Composite:
                yield return ("composite.a", ArrayField.CompositeA, update.Composite.A, cost?.Composite.A, 0);
                yield return ("composite.b", ArrayField.CompositeB, update.Composite.B, cost?.Composite.B, 0);
                yield return ("composite.c", ArrayField.CompositeC, update.Composite.C, cost?.Composite.C, 0);
                yield return ("composite.d", ArrayField.CompositeD, update.Composite.D, cost?.Composite.D, 2);
                break;
        }

        yield return ("half_spread", ArrayField.HalfSpread, update.HalfSpread, cost?.HalfSpread, 0);
        if (update.Volatility.Count > 0 && problem is not null) problem.Dynamics ??= new();
        yield return ("volatility", ArrayField.Volatility, update.Volatility, problem?.Dynamics?.Volatility, 0);
        if (update.Volume.Count + update.MaxQuantity.Count > 0 && problem is not null) problem.Bounds ??= new();
        yield return ("volume", ArrayField.Volume, update.Volume, problem?.Bounds?.Volume, 0);
        yield return ("max_quantity", ArrayField.MaxQuantity, update.MaxQuantity, problem?.Bounds?.MaxQuantity, double.PositiveInfinity);
    }

    private static void Replace(RepeatedField<double> target, IEnumerable<double> values)
    {
        target.Clear();
        target.AddRange(values);
    }

    private void Keep(RepeatedField<double> target) => _overwritten.Add((target, [.. target]));

    private void Expand(RepeatedField<double> target, double absent)
    {
        if (target.Count == periodCount) return;
        double value = target.Count == 1 ? target[0] : absent;
        Replace(target, Enumerable.Repeat(value, periodCount));
    }

    private void Write(RepeatedField<double> given, RepeatedField<double> target, double absent)
    {
        Keep(target);
        if (given.Count == periodCount)
        {
            Replace(target, given);
            return;
        }

        Expand(target, absent);
        if (IsSparse)
        {
            for (int k = 0; k < given.Count; k++) target[update.Periods[k]] = given[k];
            return;
        }

        int count = given.Count == 1 ? periodCount - update.FromPeriod : given.Count;
        for (int k = 0; k < count; k++) target[update.FromPeriod + k] = given[given.Count == 1 ? 0 : k];
    }

    // those that an update with scales only is about
    private IEnumerable<int> Periods() => IsSparse ? update.Periods : Enumerable.Range(update.FromPeriod, periodCount - update.FromPeriod);

    private void Scale(RepeatedField<double> values, double scale)
    {
        if (values.Count == 0) return;
        Keep(values);
        Expand(values, 0);
        foreach (int i in Periods()) values[i] *= scale;
    }

    private static IEnumerable<RepeatedField<double>> Impact(Problem problem) => problem.Cost.ModelCase switch
    {
        CostModel.ModelOneofCase.PowerLaw => [problem.Cost.PowerLaw.Alpha],
        CostModel.ModelOneofCase.Quadratic => [problem.Cost.Quadratic.Alpha, problem.Cost.Quadratic.Beta],
        CostModel.ModelOneofCase.Linear => [problem.Cost.Linear.Alpha],
        CostModel.ModelOneofCase.Composite => [problem.Cost.Composite.B, problem.Cost.Composite.C],
        _ => [],
    };

    private PiecewiseLinearModel Scaled(PiecewiseLinearModel levels)
    {
        int[] counts = Counts(levels);
        PiecewiseLinearModel all = Listed(levels, counts);
        var scaled = new HashSet<int>(Periods());
        for (int i = 0, k = 0; i < periodCount; k += counts[i++])
        {
            for (int j = k; scaled.Contains(i) && j < k + counts[i]; j++) all.LevelPrice[j] *= update.ImpactScale;
        }

        return all;
    }

    private PiecewiseLinearModel WithLevels(PiecewiseLinearModel before)
    {
        PiecewiseLinearModel given = update.PiecewiseLinear, after = new();
        var source = new int?[periodCount]; // which of the given books, if any
        int last = IsSparse ? given.LevelCount.Count : given.LevelCount.Count == 1 ? periodCount - update.FromPeriod : given.LevelCount.Count;
        for (int k = 0; k < last; k++) source[IsSparse ? update.Periods[k] : update.FromPeriod + k] = given.LevelCount.Count == 1 ? 0 : k;

        int[] counts = Counts(before);
        PiecewiseLinearModel old = Listed(before, counts);
        int[] oldStart = Starts(counts), givenStart = Starts([.. given.LevelCount]);
        for (int i = 0; i < periodCount; i++)
        {
            (PiecewiseLinearModel from, int start, int count) = source[i] is { } book ? (given, givenStart[book], given.LevelCount[book]) : (old, oldStart[i], counts[i]);
            after.LevelCount.Add(count);
            for (int j = start; j < start + count; j++)
            {
                after.LevelSize.Add(from.LevelSize[j]);
                after.LevelPrice.Add(from.LevelPrice[j]);
            }
        }

        return after;
    }

    private int[] Counts(PiecewiseLinearModel levels) =>
        levels.LevelCount.Count == 1 ? [.. Enumerable.Repeat(levels.LevelCount[0], periodCount)] : [.. levels.LevelCount];

    // the same levels, listed for every period
    private PiecewiseLinearModel Listed(PiecewiseLinearModel levels, int[] counts)
    {
        bool shared = levels.LevelCount.Count == 1 && levels.LevelSize.Count == levels.LevelCount[0];
        var listed = new PiecewiseLinearModel();
        listed.LevelCount.AddRange(counts);
        for (int i = 0; i < (shared ? periodCount : 1); i++)
        {
            listed.LevelSize.AddRange(levels.LevelSize);
            listed.LevelPrice.AddRange(levels.LevelPrice);
        }

        return listed;
    }

    private static int[] Starts(int[] counts)
    {
        var starts = new int[counts.Length];
        for (int i = 1; i < counts.Length; i++) starts[i] = starts[i - 1] + counts[i - 1];
        return starts;
    }
}
