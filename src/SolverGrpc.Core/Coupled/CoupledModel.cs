using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// A problem as the iterations of this folder see it: shares in units of about S, prices in units of about a typical marginal
/// cost (both powers of two), the common part of a_i taken away (it costs the same for every schedule), and each period
/// cut into <em>pieces</em> whose cost is smooth between their bounds:
/// <code>
/// x_i = base_i + Σ y_j over the pieces j of i,   low_j ≤ y_j ≤ high_j,   cost a y + b y² + c y^d
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

    /// <summary>All pieces together: coefficients and bounds.</summary>
    public Span<double> A, B, C, D, Low, High;

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
        model.C = columns.Slice(2 * capacity, capacity);
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
        ReadOnlySpan<double> lower = problem.Lower, upper = problem.Upper;
        int pieces = 0;
        for (int i = 0; i < PeriodCount; i++)
        {
            Start[i] = pieces;
            Base[i] = 0;
            if (lower[i] == upper[i] || i >= horizon)
            {
                Base[i] = lower[i] / ShareUnit;
                continue;
            }

            A[pieces] = problem.A[i];
            B[pieces] = problem.B[i];
            C[pieces] = problem.C[i];
            D[pieces] = problem.D[i];
            Low[pieces] = lower[i] / ShareUnit;
            High[pieces++] = Reach(lower[i], upper[i], spare, problem.Quantity) / ShareUnit;
        }

        Start[PeriodCount] = pieces;
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
                B[pieces] = C[pieces] = Low[pieces] = 0;
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
        C = C[..pieces];
        D = D[..pieces];
        Low = Low[..pieces];
        High = High[..pieces];
    }

    private void ScalePrices(AllocationProblem problem)
    {
        CommonPrice = double.PositiveInfinity;
        foreach (double price in A) CommonPrice = Math.Min(CommonPrice, price);
        double share = problem.Quantity / PeriodCount, typical = 0;
        long exponents = 0, priced = 0;
        for (int j = 0; j < A.Length; j++)
        {
            A[j] -= CommonPrice;
            double power = C[j] == 0 ? 0 : C[j] * D[j] * Math.Pow(share, D[j] - 1);
            double marginal = A[j] + (2 * B[j] * share) + power;
            if (marginal > 0)
            {
                exponents += Math.ILogB(marginal);
                priced++;
            }
        }

        if (priced > 0) typical = Math.ScaleB(1, (int)(exponents / priced));
        if (problem.HasPermanentImpact) typical = Math.Max(typical, Sum(problem.PermanentImpact) / PeriodCount * problem.Quantity);
        if (problem.HasDrift) foreach (double drift in problem.Drift) typical = Math.Max(typical, Math.Abs(drift));
        PriceUnit = typical > 0 && double.IsFinite(typical) ? PowerOfTwo(typical) : 1;
        for (int j = 0; j < A.Length; j++)
        {
            A[j] /= PriceUnit;
            B[j] *= ShareUnit / PriceUnit;
            if (C[j] > 0) C[j] *= Math.Pow(ShareUnit, D[j] - 1) / PriceUnit;
        }
    }

    private void CoupleBy(AllocationProblem problem, Workspace workspace)
    {
        Variance = workspace.Take(PeriodCount);
        Drift = workspace.Take(PeriodCount);
        Variance.Clear();
        Drift.Clear();
        double unit = ShareUnit / PriceUnit;
        for (int i = 0; problem.HasVariance && i < PeriodCount - 1; i++) Variance[i] = problem.PriceVariance[i] / PriceUnit / PriceUnit;
        for (int i = 0; problem.HasDrift && i < PeriodCount - 1; i++) Drift[i] = problem.Drift[i] / PriceUnit;
        if (!problem.HasPermanentImpact) return;
        Permanent = workspace.Take(PeriodCount);
        for (int i = 0; i < PeriodCount; i++) Permanent[i] = problem.PermanentImpact[i] * unit;
    }
}
