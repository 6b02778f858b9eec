using SolverGrpc.Core.Costs;

using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Problems;

/// <summary>
/// A parent order of S shares over N periods, in canonical form: buying x shares in period i costs
/// f_i(x) = a_i x + b_i x² + c_i x^(d_i), or walks the levels of a book.
/// <code>
/// minimise    E + risk,   E = Σ f_i(x_i) + Σ γ_i x_i r_i + Σ μ_i r_i,   r_i = r_{i-1} − x_i,  r_0 = S
/// subject to  Σ x_i = S,   l_i ≤ x_i ≤ u_i,   x_i = 0 or x_i ≥ m_i,   x_i a multiple of the lot
/// </code>
/// with V = Σ v_i r_i². Quantities are in shares, prices in currency per share.
/// The instance is meant to be reused: <see cref="Reset"/> keeps its arrays and forgets their content.
/// It holds validated data only; nothing here checks it again.
/// </summary>
public sealed class AllocationProblem
{
    private double[] _periods = [];
    private int _firstPeriod;
    private int[] _levelStart = [];
    private double[] _levels = [];
    private int _capacity;
    private int _levelCapacity;

    /// <summary>N, the number of periods, at least 1.</summary>
    public int PeriodCount { get; private set; }

    /// <summary>S, the size of the parent order in shares, ≥ 0.</summary>
    public double Quantity { get; set; }

    /// <summary>Whether costs are curves (A, B, C, D) or levels of a book.</summary>
    public CostFamily Family { get; set; }

    /// <summary>a_i, linear cost in currency per share, any sign.</summary>
    public Span<double> A => Column(0);

    /// <summary>b_i ≥ 0, quadratic cost in currency per share².</summary>
    public Span<double> B => Column(1);

    /// <summary>c_i ≥ 0, coefficient of the power term.</summary>
    public Span<double> C => Column(2);

    /// <summary>d_i &gt; 0, exponent of the power term; never exactly 1 or 2 where c_i &gt; 0.</summary>
    public Span<double> D => Column(3);

    /// <summary>l_i ≥ 0, floor in shares.</summary>
    public Span<double> Lower => Column(4);

    /// <summary>u_i ≥ l_i, cap in shares; +∞ where there is none.</summary>
    public Span<double> Upper => Column(5);

    /// <summary>m_i ≥ 0: a period trades nothing or at least this. All zero unless <see cref="HasMinimumSlice"/>.</summary>
    public Span<double> MinimumSlice => Column(6);

    /// <summary>Expected market volume in shares. Meaningful if <see cref="HasVolume"/>.</summary>
    public Span<double> Volume => Column(7);

    /// <summary>v_i ≥ 0, variance of the price change in period i, currency² per share². Meaningful if <see cref="HasVariance"/>.</summary>
    public Span<double> PriceVariance => Column(8);

    /// <summary>μ_i, drift charged on r_i in currency per share, signed for the side. Meaningful if <see cref="HasDrift"/>.</summary>
    public Span<double> Drift => Column(9);

    /// <summary>γ_i ≥ 0, permanent impact in currency per share². Meaningful if <see cref="HasPermanentImpact"/>.</summary>
    public Span<double> PermanentImpact => Column(10);

    /// <summary>Some minimum slice is positive.</summary>
    public bool HasMinimumSlice { get; set; }

    /// <summary>Volumes are given.</summary>
    public bool HasVolume { get; set; }

    /// <summary>Some price variance is positive.</summary>
    public bool HasVariance { get; set; }

    /// <summary>Some drift is not zero.</summary>
    public bool HasDrift { get; set; }

    /// <summary>Some permanent impact is positive.</summary>
    public bool HasPermanentImpact { get; set; }

    /// <summary>What is done about V.</summary>
    public RiskPreference Risk { get; set; }

    /// <summary>Whole lots, if asked for.</summary>
    public LotRule Lots { get; set; }

    /// <summary>Upper limit on E / S in currency per share; +∞: none.</summary>
    public double OrderSlippageLimit { get; set; } = double.PositiveInfinity;

    /// <summary>With <see cref="CostFamily.Levels"/>: level k of period i is at LevelStart[i] + k; length N + 1.</summary>
    public Span<int> LevelStart => _levelStart.AsSpan(0, PeriodCount + 1);

    /// <summary>Shares at each level, ≥ 0; +∞ allowed for the last level of a period.</summary>
    public Span<double> LevelSize => _levels.AsSpan(0, LevelCount);

    /// <summary>Cost of each share of the level, in currency per share; non-decreasing within a period.</summary>
    public Span<double> LevelPrice => _levels.AsSpan(_levelCapacity, LevelCount);

    /// <summary>The levels of one period.</summary>
    public BookLevels LevelsOf(int period)
    {
        int start = _levelStart[period], count = _levelStart[period + 1] - start;
        return new(LevelSize.Slice(start, count), LevelPrice.Slice(start, count));
    }

    /// <summary>Number of levels of all periods together.</summary>
    public int LevelCount { get; private set; }

    /// <summary>
    /// Begins a problem of <paramref name="periodCount"/> periods: no cost, no bounds (l = 0, u = +∞), no rule.
    /// Allocates only when it grows beyond any earlier problem.
    /// </summary>
    public void Reset(int periodCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(periodCount, 1);
        if (periodCount > _capacity)
        {
            _capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(periodCount, 64));
            _periods = AlignedArray.Allocate(ColumnStride * ColumnCount);
            _firstPeriod = AlignedArray.First(_periods);
        }

        PeriodCount = periodCount;
        A.Clear();
        B.Clear();
        C.Clear();
        D.Fill(2);
        Lower.Clear();
        Upper.Fill(double.PositiveInfinity);
        MinimumSlice.Clear();
        Quantity = 0;
        Family = CostFamily.Curve;
        HasMinimumSlice = HasVolume = HasVariance = HasDrift = HasPermanentImpact = false;
        Risk = default;
        Lots = default;
        OrderSlippageLimit = double.PositiveInfinity;
        LevelCount = 0;
    }

    /// <summary>Makes room for <paramref name="levelCount"/> levels and selects <see cref="CostFamily.Levels"/>.</summary>
    public void ResetLevels(int levelCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(levelCount);
        if (levelCount > _levelCapacity)
        {
            _levelCapacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(levelCount, 64));
            _levels = GC.AllocateUninitializedArray<double>(_levelCapacity * 2);
        }

        if (_levelStart.Length < PeriodCount + 1) _levelStart = GC.AllocateUninitializedArray<int>(_capacity + 1);
        LevelCount = levelCount;
        Family = CostFamily.Levels;
    }

    private const int ColumnCount = 11;

    // one line more than a power of two, or every column would fall on the same lines of the first-level cache
    private int ColumnStride => _capacity + AlignedArray.LineLength;

    private Span<double> Column(int index) => _periods.AsSpan(_firstPeriod + (index * ColumnStride), PeriodCount);
}
