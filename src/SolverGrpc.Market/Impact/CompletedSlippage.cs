using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Impact;

/// <summary>
/// Slippages with what the books did not show filled in. A book that is not deep enough for a size is a censored observation: averaging
/// over the deep books alone would make large orders look cheap, because books are shallow when liquidity is dear. As in Buckley and James
/// (1979), a censored value is replaced by its expectation under the fitted curve: a book's own scale a_t, estimated from the sizes it could
/// fill, times (x / x0)^β; the exponent is then estimated again, until nothing moves. A book that could fill less than half of the sizes says too
/// little about its scale: it takes the largest of its own, its period's mean, and what the lower bounds of its walk imply. Unlike Tobit (Tobin 1958) this
/// assumes no distribution of the errors.
/// </summary>
internal sealed class CompletedSlippage
{
    private const int RoundsMax = 30;
    private const double Settled = 1e-6, Step = 0.01, MissingMost = 0.8;

    private readonly ImpactSamples _samples;
    private readonly int[] _begins;
    private readonly double[] _phi;
    private readonly PowerShape _shape;

    /// <summary>Completes the slippages of a side.</summary>
    public CompletedSlippage(ImpactSamples samples)
    {
        _samples = samples;
        _begins = samples.Begins();
        int count = samples.Count, sizes = samples.Sizes.Length;
        Slippage = [.. samples.Slippage];
        Weight = new double[count];
        Scale = new double[count];
        Mean = new double[samples.PeriodCount * sizes];
        Level = new double[samples.PeriodCount];
        _phi = new double[sizes];
        _shape = new PowerShape(samples.Sizes);
        Array.Fill(Weight, 1);
        Exponent = 0.5;
        for (int round = 0; round < RoundsMax; round++)
        {
            double before = Exponent;
            Exponent = Complete();
            if (Math.Abs(Exponent - before) <= Settled) break;
        }

        double settled = Exponent;
        Exponent = settled + Step;
        MissingPart = Part(Complete() - settled);
        double[] moved = OwnExponents(settled);
        Exponent = settled;
        Complete();
        OwnExponent = OwnExponents(settled);
        OwnMissingPart = [.. OwnExponent.Zip(moved, (before, after) => Part(after - before))];
        // what was filled in has the shared exponent and pulls the own one towards it
        for (int i = 0; i < OwnExponent.Length; i++) OwnExponent[i] = settled + ((OwnExponent[i] - settled) / (1 - OwnMissingPart[i]));
    }

    /// <summary>Slippage per share beyond the half-spread, sample after sample; nothing is missing.</summary>
    public double[] Slippage { get; }

    /// <summary>Huber's weight of each sample, by how far its scale is from its period's.</summary>
    public double[] Weight { get; }

    /// <summary>Scale of each sample: slippage at the reference size.</summary>
    public double[] Scale { get; }

    /// <summary>Weighted mean slippages, period after period; NaN without samples.</summary>
    public double[] Mean { get; }

    /// <summary>Slippage of each period at the reference size; NaN without samples.</summary>
    public double[] Level { get; }

    /// <summary>The exponent that all periods share.</summary>
    public double Exponent { get; private set; }

    /// <summary>
    /// How much of a change of the exponent that fills in comes back in the exponent that is estimated: the part of the information that is
    /// missing. An error of the exponent with everything filled in is 1 / (1 − this) as large in truth (Meng and Rubin 1991).
    /// </summary>
    public double MissingPart { get; }

    /// <summary>The exponent that each period has by itself; that of all without samples.</summary>
    public double[] OwnExponent { get; }

    /// <summary>The part of the information that is missing about each of them.</summary>
    public double[] OwnMissingPart { get; }

    /// <summary>x0, in shares: where level and exponent are estimated independently of each other.</summary>
    public double ReferenceSize { get; private set; }

    /// <summary>Mean slippages of one period.</summary>
    public ReadOnlySpan<double> MeanOf(int period) => Mean.AsSpan(period * _phi.Length, _phi.Length);

    private static double Part(double change) => Math.Clamp(change / Step, 0, MissingMost);

    private double[] OwnExponents(double guess)
    {
        var own = new double[Level.Length];
        var shape = new PowerShape(_samples.Sizes);
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = guess;
            if (_begins[i] == _begins[i + 1]) continue;
            shape.Clear();
            shape.Add(MeanOf(i), 1);
            own[i] = shape.ExponentNear(guess);
        }

        return own;
    }

    // one round: the next exponent
    private double Complete()
    {
        SetPhi();
        ScaleSamples();
        Reweigh();
        FillIn();
        Average(Weight, Mean, Level);
        _shape.Clear();
        Pool(_shape, Mean, Level);
        return _shape.Exponent();
    }

    /// <summary>Adds all periods to a shape: as many samples as a period has, and relative to its level, so that none outweighs others by its cost.</summary>
    public void Pool(PowerShape shape, ReadOnlySpan<double> mean, ReadOnlySpan<double> level)
    {
        for (int i = 0; i < level.Length; i++)
        {
            int n = _begins[i + 1] - _begins[i];
            if (n > 0 && level[i] > 0) shape.Add(mean.Slice(i * _phi.Length, _phi.Length), n / (level[i] * level[i]));
        }
    }

    /// <summary>Means and levels of all periods under some weights of the samples.</summary>
    public void Average(ReadOnlySpan<double> weight, Span<double> mean, Span<double> level)
    {
        int sizes = _phi.Length;
        mean.Clear();
        for (int i = 0; i < level.Length; i++)
        {
            Span<double> own = mean.Slice(i * sizes, sizes);
            double total = 0;
            for (int t = _begins[i]; t < _begins[i + 1]; t++)
            {
                double w = weight[t];
                if (w == 0) continue;
                total += w;
                ReadOnlySpan<double> row = Slippage.AsSpan(t * sizes, sizes);
                for (int j = 0; j < sizes; j++) own[j] += w * row[j];
            }

            foreach (ref double value in own) value = total > 0 ? value / total : double.NaN;
            level[i] = Project(own, sizes);
        }
    }

    private void SetPhi()
    {
        double norm = 0, log = 0;
        foreach (double size in _samples.Sizes)
        {
            double square = Math.Pow(size / _samples.Sizes[0], 2 * Exponent);
            norm += square;
            log += square * Math.Log(size);
        }

        ReferenceSize = Math.Exp(log / norm);
        for (int j = 0; j < _phi.Length; j++) _phi[j] = Math.Pow(_samples.Sizes[j] / ReferenceSize, Exponent);
    }

    // least squares on the first sizes
    private double Project(ReadOnlySpan<double> slippage, int sizes)
    {
        double norm = 0, product = 0;
        for (int j = 0; j < sizes; j++)
        {
            norm += _phi[j] * _phi[j];
            product += _phi[j] * slippage[j];
        }

        return norm > 0 ? product / norm : double.NaN;
    }

    private void ScaleSamples()
    {
        int enough = (_phi.Length + 1) / 2;
        for (int t = 0; t < Scale.Length; t++) Scale[t] = Project(_samples.Row(t), _samples.Filled[t]);
        double all = MeanScale(0, Scale.Length, enough, 0);
        for (int i = 0; i < Level.Length; i++)
        {
            double mean = MeanScale(_begins[i], _begins[i + 1], enough, all);
            for (int t = _begins[i]; t < _begins[i + 1]; t++)
            {
                if (_samples.Filled[t] < enough) Scale[t] = Math.Max(double.IsNaN(Scale[t]) ? 0 : Scale[t], Math.Max(mean, Bound(t)));
            }
        }
    }

    // of the samples that say enough about their scale
    private double MeanScale(int begin, int end, int enough, double otherwise)
    {
        double sum = 0;
        int seen = 0;
        for (int t = begin; t < end; t++)
        {
            if (_samples.Filled[t] < enough) continue;
            sum += Scale[t];
            seen++;
        }

        return seen > 0 ? sum / seen : otherwise;
    }

    // the least scale with which no size is cheaper than the walk's lower bound
    private double Bound(int sample)
    {
        ReadOnlySpan<double> walked = _samples.Row(sample);
        double bound = 0;
        for (int j = _samples.Filled[sample]; j < walked.Length; j++) bound = Math.Max(bound, walked[j] / _phi[j]);
        return bound;
    }

    private void Reweigh()
    {
        var residual = new double[Scale.Length];
        for (int i = 0; i < Level.Length; i++)
        {
            int n = _begins[i + 1] - _begins[i];
            if (n == 0) continue;
            double middle = Quantile.OfUnsorted(Scale.AsSpan(_begins[i], n).ToArray(), 0.5);
            for (int t = _begins[i]; t < _begins[i + 1]; t++) residual[t] = n > 2 && middle > 0 ? (Scale[t] / middle) - 1 : double.NaN;
        }

        HuberWeight.Of(residual, Weight);
    }

    private void FillIn()
    {
        int sizes = _phi.Length;
        for (int t = 0; t < Scale.Length; t++)
        {
            for (int j = _samples.Filled[t]; j < sizes; j++) Slippage[(t * sizes) + j] = Scale[t] * _phi[j];
        }
    }
}
