using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Impact;

/// <summary>
/// The spread of all estimates over bootstrap replicates. A period with few books cannot tell its own sampling variance; what it shares
/// with the others is the variance of one book relative to the period's level, so that is pooled: Var = ω² / n with one ω² per quantity.
/// </summary>
internal sealed class ImpactReplicates
{
    private const int LeastPerPeriod = 5;

    private readonly ImpactSamples _samples;
    private readonly CompletedSlippage _completed;
    private readonly int[] _begins;

    /// <summary>Draws the replicates.</summary>
    public ImpactReplicates(ImpactSamples samples, CompletedSlippage completed, int replicates, int seed)
    {
        (_samples, _completed, _begins) = (samples, completed, samples.Begins());
        int periods = samples.PeriodCount, sizes = samples.Sizes.Length;
        double[] weight = new double[samples.Count], times = new double[samples.Count];
        double[] mean = new double[periods * sizes], level = new double[periods];
        var exponents = new Moments(1);
        var both = new JointMoments(periods);
        var spreads = new Moments(periods);
        var slippages = new Moments(periods * sizes);
        var quadratic = new Moments(2 * periods);
        var linear = new Moments(periods);
        var levels = new Moments(periods * sizes);
        var price = new double[sizes];
        var shape = new PowerShape(samples.Sizes);
        var ownShape = new PowerShape(samples.Sizes);
        var random = new Random(seed);
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            for (int i = 0; i < periods; i++) BlockBootstrap.Draw(random, times.AsSpan(_begins[i], _begins[i + 1] - _begins[i]));
            for (int t = 0; t < weight.Length; t++) weight[t] = times[t] * completed.Weight[t];
            completed.Average(weight, mean, level);
            shape.Clear();
            completed.Pool(shape, mean, level);
            exponents.Add(0, shape.ExponentNear(completed.Exponent));
            for (int i = 0; i < periods; i++)
            {
                if (_begins[i] == _begins[i + 1]) continue;
                ReadOnlySpan<double> row = mean.AsSpan(i * sizes, sizes);
                spreads.Add(i, HalfSpread(samples, times, i));
                for (int j = 0; j < sizes; j++) slippages.Add((i * sizes) + j, row[j]);
                linear.Add(i, SimpleCurves.Linear(samples.Sizes, row));
                SimpleCurves.Levels(samples.Sizes, row, price);
                for (int j = 0; j < sizes; j++) levels.Add((i * sizes) + j, price[j]);
                (double alpha, double beta) = SimpleCurves.Quadratic(samples.Sizes, row);
                quadratic.Add(2 * i, alpha);
                quadratic.Add((2 * i) + 1, beta);
                ownShape.Clear();
                ownShape.Add(row, 1);
                if (level[i] > 0) both.Add(i, Math.Log(level[i]), ownShape.ExponentNear(completed.Exponent));
            }
        }

        // a single book is drawn again and again: that says nothing
        ExponentVariance = samples.Count > 1 ? exponents.Variance(0) * Typical() * Inflation(completed.MissingPart) : double.PositiveInfinity;
        LogLevel = Pooled(both.First.Variance, _ => 1);
        OwnExponent = Pooled(both.Second.Variance, _ => 1);
        Covariance = Pooled(both.Covariance, _ => 1);
        for (int i = 0; i < periods; i++)
        {
            double inflation = Inflation(completed.OwnMissingPart[i]);
            OwnExponent[i] *= inflation;
            Covariance[i] *= Math.Sqrt(inflation);
        }

        HalfSpreads = Pooled(spreads.Variance, i => MeanHalfSpread(i));
        Slippage = PooledRows(slippages, sizes);
        LevelPrice = PooledRows(levels, sizes);
        Linear = PooledRows(linear, 1);
        Quadratic = PooledRows(quadratic, 2);
    }

    /// <summary>Variance of the shared exponent.</summary>
    public double ExponentVariance { get; }

    /// <summary>Variance of each period's own exponent; +inf without books.</summary>
    public double[] OwnExponent { get; }

    /// <summary>Variance of the logarithm of each period's level; +inf without books.</summary>
    public double[] LogLevel { get; }

    /// <summary>Covariance of the two; meaningless without books.</summary>
    public double[] Covariance { get; }

    /// <summary>Variance of each period's mean half-spread; +inf without books.</summary>
    public double[] HalfSpreads { get; }

    /// <summary>Variance of the mean slippages, period after period.</summary>
    public double[] Slippage { get; }

    /// <summary>Variance of the slope of the linear curve.</summary>
    public double[] Linear { get; }

    /// <summary>Variances of alpha and beta of the quadratic curve, period after period.</summary>
    public double[] Quadratic { get; }

    /// <summary>Variance of the prices of the piecewise linear curve, period after period.</summary>
    public double[] LevelPrice { get; }

    /// <summary>Mean half-spread of a period with some books.</summary>
    public double MeanHalfSpread(int period)
    {
        double sum = 0;
        for (int t = _begins[period]; t < _begins[period + 1]; t++) sum += _samples.HalfSpread[t];
        return sum / Samples(period);
    }

    /// <summary>Books of a period.</summary>
    public int Samples(int period) => _begins[period + 1] - _begins[period];

    private double HalfSpread(ImpactSamples samples, double[] times, int period)
    {
        double sum = 0;
        for (int t = _begins[period]; t < _begins[period + 1]; t++) sum += times[t] * samples.HalfSpread[t];
        return sum / Samples(period);
    }

    private double Correction(int period) => BlockBootstrap.VarianceCorrection(Samples(period));

    private static double Inflation(double missing) => 1 / ((1 - missing) * (1 - missing));

    private double Typical()
    {
        double sum = 0, all = 0;
        for (int i = 0; i < _samples.PeriodCount; i++)
        {
            sum += Samples(i) * Correction(i);
            all += Samples(i);
        }

        return sum / all;
    }

    // several quantities of each period, all in proportion to its level
    private double[] PooledRows(Moments moments, int width)
    {
        double[][] columns = [.. Enumerable.Range(0, width).Select(k => Pooled(i => moments.Variance((i * width) + k), i => _completed.Level[i]))];
        return [.. Enumerable.Range(0, width * _samples.PeriodCount).Select(k => columns[k % width][k / width])];
    }

    // ω² from the periods with enough books (from all if none has), weighted by their books; then ω² / n for each
    private double[] Pooled(Func<int, double> variance, Func<int, double> scale)
    {
        double sum = 0, weights = 0;
        foreach (int least in (int[])[LeastPerPeriod, 2])
        {
            for (int i = 0; i < _samples.PeriodCount; i++)
            {
                int n = Samples(i);
                double value = n >= least ? variance(i) / (scale(i) * scale(i)) : double.NaN;
                if (double.IsNaN(value)) continue;
                sum += n * n * value * Correction(i);
                weights += n;
            }

            if (weights > 0) break;
        }

        // a single book in every period says nothing about variance: as good as nothing is known
        double perBook = weights > 0 ? sum / weights : 1;
        if (perBook == 0) perBook = 1e-12;
        return [.. Enumerable.Range(0, _samples.PeriodCount).Select(i => Samples(i) == 0 || double.IsNaN(_completed.Level[i]) ? double.PositiveInfinity : perBook * scale(i) * scale(i) / Samples(i))];
    }

    // of two quantities: Cov = (Var(a + b) − Var(a − b)) / 4
    private sealed class JointMoments(int count)
    {
        private readonly Moments _sum = new(count), _difference = new(count);

        public Moments First { get; } = new(count);

        public Moments Second { get; } = new(count);

        public void Add(int k, double first, double second)
        {
            First.Add(k, first);
            Second.Add(k, second);
            _sum.Add(k, first + second);
            _difference.Add(k, first - second);
        }

        public double Covariance(int k) => (_sum.Variance(k) - _difference.Variance(k)) / 4;
    }

    // running mean and variance (Welford 1962)
    private sealed class Moments(int count)
    {
        private readonly int[] _n = new int[count];
        private readonly double[] _mean = new double[count], _sum = new double[count];

        public void Add(int k, double value)
        {
            double before = value - _mean[k];
            _mean[k] += before / ++_n[k];
            _sum[k] += before * (value - _mean[k]);
        }

        public double Variance(int k) => _n[k] > 1 ? _sum[k] / (_n[k] - 1) : double.NaN;
    }
}
