using System.Runtime.CompilerServices;

namespace SolverGrpc.Core.Simd;

/// <summary>What a pass adds up while it runs: up to four sums and two ranges. A pass leaves alone what it does not need.</summary>
/// <typeparam name="TLane">The lane.</typeparam>
internal struct Sums<TLane>
    where TLane : struct, ILane<TLane>
{
    public TLane First;
    public TLane Second;
    public TLane Third;
    public TLane Fourth;
    public TLane Smallest;
    public TLane Largest;
    public TLane OtherSmallest;
    public TLane OtherLargest;

    public static Sums<TLane> Empty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new()
        {
            First = TLane.Create(0),
            Second = TLane.Create(0),
            Third = TLane.Create(0),
            Fourth = TLane.Create(0),
            Smallest = TLane.Create(double.PositiveInfinity),
            Largest = TLane.Create(double.NegativeInfinity),
            OtherSmallest = TLane.Create(double.PositiveInfinity),
            OtherLargest = TLane.Create(double.NegativeInfinity),
        };
    }

    /// <summary>Adds to <see cref="First"/>, and what that loses (TwoSum) to <see cref="Second"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddCompensated(TLane term)
    {
        TLane sum = First + term;
        TLane added = sum - First;
        Second += First - (sum - added) + (term - added);
        First = sum;
    }

    /// <summary>Adds those of other elements, as far as <typeparamref name="TPass"/> uses them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TPass, TRegisters>(in Sums<TLane> other)
        where TPass : struct, IPass<TLane, TRegisters>
        where TRegisters : struct
    {
        if (TPass.IsCompensated) AddCompensated(other.First);
        else First += other.First;
        Second += other.Second;
        Third += other.Third;
        Fourth += other.Fourth;
        if (TPass.RangeCount > 0)
        {
            Smallest = TLane.Min(Smallest, other.Smallest);
            Largest = TLane.Max(Largest, other.Largest);
        }

        if (TPass.RangeCount > 1)
        {
            OtherSmallest = TLane.Min(OtherSmallest, other.OtherSmallest);
            OtherLargest = TLane.Max(OtherLargest, other.OtherLargest);
        }
    }

    /// <summary>The sums across the lane, as far as <typeparamref name="TPass"/> uses them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Totals Across<TPass, TRegisters>()
        where TPass : struct, IPass<TLane, TRegisters>
        where TRegisters : struct
    {
        double second = TPass.SumCount > 1 ? TLane.Sum(Second) : 0;
        return new(
            TPass.IsCompensated ? AcrossCompensated(First, ref second) : TPass.SumCount > 0 ? TLane.Sum(First) : 0,
            second,
            TPass.SumCount > 2 ? TLane.Sum(Third) : 0,
            TPass.SumCount > 3 ? TLane.Sum(Fourth) : 0,
            TPass.RangeCount > 0 ? TLane.MinElement(Smallest) : double.PositiveInfinity,
            TPass.RangeCount > 0 ? TLane.MaxElement(Largest) : double.NegativeInfinity,
            TPass.RangeCount > 1 ? TLane.MinElement(OtherSmallest) : double.PositiveInfinity,
            TPass.RangeCount > 1 ? TLane.MaxElement(OtherLargest) : double.NegativeInfinity);
    }

    // by value: a reference would keep the sums in memory during the loop
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static unsafe double AcrossCompensated(TLane sums, ref double lost)
    {
        double* parts = stackalloc double[TLane.Count];
        TLane.Store(sums, parts);
        double sum = parts[0];
        for (int i = 1; i < TLane.Count; i++) sum = Totals.TwoSum(sum, parts[i], ref lost);
        return sum;
    }
}

/// <summary><see cref="Sums{TLane}"/> of a whole pass, or of one chunk of it.</summary>
internal readonly record struct Totals(
    double First, double Second, double Third, double Fourth, double Smallest, double Largest, double OtherSmallest, double OtherLargest)
{
    /// <summary>Of no element.</summary>
    public static Totals Empty => new(
        0, 0, 0, 0, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Of these elements and those of <paramref name="next"/>, which follow. The first two sums of a compensated pass are a sum and what it lacks.</summary>
    public Totals Then(in Totals next, bool compensated)
    {
        double lost = Second + next.Second;
        return new(
            compensated ? TwoSum(First, next.First, ref lost) : First + next.First,
            lost,
            Third + next.Third,
            Fourth + next.Fourth,
            Math.Min(Smallest, next.Smallest),
            Math.Max(Largest, next.Largest),
            Math.Min(OtherSmallest, next.OtherSmallest),
            Math.Max(OtherLargest, next.OtherLargest));
    }

    /// <summary>a + b rounded, with the rounding error added to <paramref name="lost"/>.</summary>
    public static double TwoSum(double a, double b, ref double lost)
    {
        double sum = a + b;
        double added = sum - a;
        lost += a - (sum - added) + (b - added);
        return sum;
    }
}
