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
    public void AddCompensated(TLane term) => AddCompensated(term, ref First, ref Second);

    /// <summary>Adds to <see cref="Third"/>, and what that loses to <see cref="Fourth"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddOtherCompensated(TLane term) => AddCompensated(term, ref Third, ref Fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddCompensated(TLane term, ref TLane sum, ref TLane lost)
    {
        TLane next = sum + term;
        TLane added = next - sum;
        lost += sum - (next - added) + (term - added);
        sum = next;
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
        if (TPass.IsTwiceCompensated) AddOtherCompensated(other.Third);
        else Third += other.Third;
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
    public readonly unsafe Totals Across<TPass, TRegisters>()
        where TPass : struct, IPass<TLane, TRegisters>
        where TRegisters : struct
    {
        // copies: an address taken of the sums themselves would keep them in memory during the loop
        TLane first = First, third = Third;
        double second = TPass.SumCount > 1 ? TLane.Sum(Second) : 0, fourth = TPass.SumCount > 3 ? TLane.Sum(Fourth) : 0;
        return new(
            TPass.IsCompensated ? Totals.AcrossCompensated((double*)Unsafe.AsPointer(ref first), TLane.Count, ref second) : TPass.SumCount > 0 ? TLane.Sum(First) : 0,
            second,
            TPass.IsTwiceCompensated ? Totals.AcrossCompensated((double*)Unsafe.AsPointer(ref third), TLane.Count, ref fourth) : TPass.SumCount > 2 ? TLane.Sum(Third) : 0,
            fourth,
            TPass.RangeCount > 0 ? TLane.MinElement(Smallest) : double.PositiveInfinity,
            TPass.RangeCount > 0 ? TLane.MaxElement(Largest) : double.NegativeInfinity,
            TPass.RangeCount > 1 ? TLane.MinElement(OtherSmallest) : double.PositiveInfinity,
            TPass.RangeCount > 1 ? TLane.MaxElement(OtherLargest) : double.NegativeInfinity);
    }
}

/// <summary>
/// <see cref="Sums{TLane}"/> of a whole pass, or of one chunk of it. The first two sums of a compensated pass are a sum and what it
/// lacks, as are the other two of one that is so twice.
/// </summary>
internal readonly record struct Totals(
    double First, double Second, double Third, double Fourth, double Smallest, double Largest, double OtherSmallest, double OtherLargest)
{
    /// <summary>First and Second of a compensated pass, rounded once; First alone if that is not finite.</summary>
    public double FirstSum => double.IsFinite(Second) ? First + Second : First;

    /// <summary>Third and Fourth of a pass that is compensated twice, rounded once; Third alone if that is not finite.</summary>
    public double SecondSum => double.IsFinite(Fourth) ? Third + Fourth : Third;

    /// <summary>Of these elements and those of <paramref name="next"/>, which follow.</summary>
    public Totals Then<TPass>(in Totals next)
        where TPass : struct, IRunnable
    {
        double lost = Second + next.Second, otherLost = Fourth + next.Fourth;
        return new(
            TPass.IsCompensated ? TwoSum(First, next.First, ref lost) : First + next.First,
            lost,
            TPass.IsTwiceCompensated ? TwoSum(Third, next.Third, ref otherLost) : Third + next.Third,
            otherLost,
            Math.Min(Smallest, next.Smallest),
            Math.Max(Largest, next.Largest),
            Math.Min(OtherSmallest, next.OtherSmallest),
            Math.Max(OtherLargest, next.OtherLargest));
    }

    /// <summary>The sum of <paramref name="count"/> parts, a power of two, which are used up; rounding errors are added to <paramref name="lost"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static unsafe double AcrossCompensated(double* parts, int count, ref double lost)
    {
        double errors = 0;
        for (int half = count / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) parts[i] = TwoSum(parts[i], parts[i + half], ref errors);
        lost += errors;
        return parts[0];
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
