using SolverGrpc.Core.Coupled.Kernels;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// A problem as the iterations of this folder see it: shares in units of about S, prices in units of about a typical marginal
/// cost (both powers of two), the common part of a_i taken away (it costs the same for every schedule), and each period
/// cut into <em>pieces</em> whose cost is smooth between their bounds:
/// <code>
/// x_i = base_i + Σ y_j over the pieces j of i,   low_j ≤ y_j ≤ high_j,   f'(y) = a + 2 b y + 2^(logC + (d−1) log₂ y)
/// </code>
/// A curve is one piece; the levels of a book are one linear piece each (prices rise within a period, so the cheaper piece
/// fills first by itself and the split is exact); a period whose bounds meet has none.
/// </summary>
internal ref struct CoupledModel
{
    /// <summary>N.</summary>
    public int PeriodCount;

    /// <summary>Shares of one unit of quantity.</summary>
    public double ShareUnit;

    /// <summary>Currency per share of one unit of price.</summary>
    public double PriceUnit;

    /// <summary>What was taken from every a_i, in currency per share.</summary>
    public double CommonPrice;

    /// <summary>S.</summary>
    public double Total;

    /// <summary>Pieces of period i are Start[i] … Start[i+1] − 1.</summary>
    public Span<int> Start;

    /// <summary>Every period has exactly one piece.</summary>
    public bool OnePieceEach;

    /// <summary>All pieces together: coefficients, with logC = log₂(c d), −∞ where there is no power; and bounds.</summary>
    public Span<double> A, B, LogC, D, Low, High;

    /// <summary>Some piece has a power term.</summary>
    public bool HasPowers;

    /// <summary>Part of x_i that is not in a piece.</summary>
    public Span<double> Base;

    /// <summary>v_i; zero in the last period, where nothing remains.</summary>
    public Span<double> Variance;

    /// <summary>μ_i.</summary>
    public Span<double> Drift;

    /// <summary>γ_i; empty if there is none.</summary>
    public Span<double> Permanent;

    /// <summary>κ in currency⁻¹ times this is κ in the units of the model.</summary>
    public readonly double AversionScale => ShareUnit * PriceUnit;

    /// <summary>J, the number of pieces.</summary>
    public readonly int PieceCount => A.Length;

    /// <summary>Builds the model; everything it holds lives in <paramref name="workspace"/>.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="horizon">Periods that may trade more than their floor, counted from the first.</param>
    /// <param name="workspace">Memory.</param>
    public static CoupledModel Of(AllocationProblem problem, int horizon, Workspace workspace)
    {
        int count = problem.PeriodCount;
        CoupledModel model = default;
        model.PeriodCount = count;
        model.ShareUnit = PowerOfTwo(problem.Quantity);
        model.Total = problem.Quantity / model.ShareUnit;
        model.Base = workspace.Take(count);
        model.Start = workspace.TakeInt32(count + 1);
        Span<double> columns = workspace.Take(6 * Math.Max(count, problem.Family == CostFamily.Levels ? problem.LevelCount : 0));
        int capacity = columns.Length / 6;
        model.A = columns[..capacity];
        model.B = columns.Slice(capacity, capacity);
        model.LogC = columns.Slice(2 * capacity, capacity);
        model.D = columns.Slice(3 * capacity, capacity);
        model.Low = columns.Slice(4 * capacity, capacity);
        model.High = columns.Slice(5 * capacity, capacity);

        double spare = problem.Quantity - Sum(problem.Lower);
        int pieces = problem.Family == CostFamily.Levels ? model.CutLevels(problem, horizon, spare) : model.CutCurves(problem, horizon, spare);
        model.OnePieceEach = pieces == count && problem.Family == CostFamily.Curve;
        model.Keep(pieces);
        model.ScalePrices(problem);
        model.CoupleBy(problem, workspace);
        return model;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }

    private static double PowerOfTwo(double value) => Math.ScaleB(1, Math.ILogB(value));

    /// <summary>
    /// Where the cap of a period can never bind because the floors of the others leave it less, a bound beyond reach stands in
    /// for it: every piece then has two finite bounds and none of them is there twice.
    /// </summary>
    private static double Reach(double low, double cap, double spare, double quantity)
        => cap < low + spare ? cap : low + spare + quantity;

    private int CutCurves(AllocationProblem problem, int horizon, double spare)
    {
        ReadOnlySpan<double> lower = problem.Lower, upper = problem.Upper, a = problem.A, b = problem.B, c = problem.C, d = problem.D;
        double quantity = problem.Quantity, unit = 1 / ShareUnit;
        int pieces = 0;
        for (int i = 0; i < lower.Length; i++)
        {
            Start[i] = pieces;
            Base[i] = 0;
            if (lower[i] == upper[i] || i >= horizon)
            {
                Base[i] = lower[i] * unit;
                continue;
            }

            A[pieces] = a[i];
            B[pieces] = b[i];
            LogC[pieces] = c[i] * d[i];
            D[pieces] = d[i];
            Low[pieces] = lower[i] * unit;
            High[pieces++] = Reach(lower[i], upper[i], spare, quantity) * unit;
        }

        Start[PeriodCount] = pieces;
        HasPowers = LogC[..pieces].ContainsAnyExcept(0.0);
        if (HasPowers) Elementwise.Log2(LogC[..pieces]);
        else LogC[..pieces].Fill(double.NegativeInfinity);
        return pieces;
    }

    private int CutLevels(AllocationProblem problem, int horizon, double spare)
    {
        int pieces = 0;
        for (int i = 0; i < PeriodCount; i++)
        {
            Start[i] = pieces;
            double floor = problem.Lower[i], cap = Reach(floor, problem.Upper[i], spare, problem.Quantity);
            Base[i] = floor / ShareUnit;
            double depth = 0;
            for (int k = problem.LevelStart[i]; k < problem.LevelStart[i + 1] && depth < cap && i < horizon; k++)
            {
                double from = Math.Max(depth, floor), to = Math.Min(depth + problem.LevelSize[k], cap);
                depth += problem.LevelSize[k];
                if (to <= from) continue;
                A[pieces] = problem.LevelPrice[k];
                B[pieces] = Low[pieces] = 0;
                LogC[pieces] = double.NegativeInfinity;
                D[pieces] = 2;
                High[pieces++] = (to - from) / ShareUnit;
            }
        }

        Start[PeriodCount] = pieces;
        return pieces;
    }

    private void Keep(int pieces)
    {
        A = A[..pieces];
        B = B[..pieces];
        LogC = LogC[..pieces];
        D = D[..pieces];
        Low = Low[..pieces];
        High = High[..pieces];
    }

    private void ScalePrices(AllocationProblem problem)
    {
        CommonPrice = double.PositiveInfinity;
        foreach (double price in A) CommonPrice = Math.Min(CommonPrice, price);
        double share = problem.Quantity / PeriodCount, logShare = Math.Log2(share), typical = 0;
        long exponents = 0, priced = 0;
        for (int j = 0; j < A.Length; j++)
        {
            A[j] -= CommonPrice;
            double marginal = A[j] + (2 * B[j] * share);
            double exponent = Math.Max(marginal > 0 ? Math.ILogB(marginal) : double.NegativeInfinity, LogC[j] + ((D[j] - 1) * logShare));
            if (!double.IsFinite(exponent)) continue;
            exponents += (long)exponent;
            priced++;
        }

        if (priced > 0) typical = Math.ScaleB(1, (int)(exponents / priced));
        if (problem.HasPermanentImpact) typical = Math.Max(typical, Sum(problem.PermanentImpact) / PeriodCount * problem.Quantity);
        if (problem.HasDrift) foreach (double drift in problem.Drift) typical = Math.Max(typical, Math.Abs(drift));
        PriceUnit = typical > 0 && double.IsFinite(typical) ? PowerOfTwo(typical) : 1;
        double perPrice = 1 / PriceUnit, logShareUnit = Math.Log2(ShareUnit), logPriceUnit = Math.Log2(PriceUnit);
        for (int j = 0; j < A.Length; j++)
        {
            A[j] *= perPrice;
            B[j] *= ShareUnit * perPrice;
            LogC[j] += ((D[j] - 1) * logShareUnit) - logPriceUnit;
        }
    }

    private void CoupleBy(AllocationProblem problem, Workspace workspace)
    {
        Variance = workspace.Take(PeriodCount);
        Drift = workspace.Take(PeriodCount);
        Variance.Clear();
        Drift.Clear();
        if (problem.HasVariance)
        {
            ReadOnlySpan<double> variance = problem.PriceVariance;
            double perPrice = 1 / PriceUnit;
            for (int i = 0; i < variance.Length - 1; i++) Variance[i] = variance[i] * perPrice * perPrice;
        }

        if (problem.HasDrift)
        {
            ReadOnlySpan<double> drift = problem.Drift;
            for (int i = 0; i < drift.Length - 1; i++) Drift[i] = drift[i] / PriceUnit;
        }

        if (!problem.HasPermanentImpact) return;
        ReadOnlySpan<double> permanent = problem.PermanentImpact;
        Permanent = workspace.Take(PeriodCount);
        for (int i = 0; i < permanent.Length; i++) Permanent[i] = permanent[i] * (ShareUnit / PriceUnit);
    }
}
