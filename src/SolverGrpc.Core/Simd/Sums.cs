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

    /// <summary>Both together, element by element and then across the lane, as far as <typeparamref name="TPass"/> used them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Totals Combine<TPass, TRegisters>(in Sums<TLane> a, in Sums<TLane> b)
        where TPass : struct, IPass<TLane, TRegisters>
        where TRegisters : struct
    {
        double first = 0, second = 0;
        if (TPass.IsCompensated)
        {
            second = TLane.Sum(a.Second + b.Second);
            first = Compensated(a.First, b.First, ref second);
        }
        else
        {
            if (TPass.SumCount > 0) first = TLane.Sum(a.First + b.First);
            if (TPass.SumCount > 1) second = TLane.Sum(a.Second + b.Second);
        }

        return new(
            first,
            second,
            TPass.SumCount > 2 ? TLane.Sum(a.Third + b.Third) : 0,
            TPass.SumCount > 3 ? TLane.Sum(a.Fourth + b.Fourth) : 0,
            TPass.RangeCount > 0 ? TLane.MinElement(TLane.Min(a.Smallest, b.Smallest)) : double.PositiveInfinity,
            TPass.RangeCount > 0 ? TLane.MaxElement(TLane.Max(a.Largest, b.Largest)) : double.NegativeInfinity,
            TPass.RangeCount > 1 ? TLane.MinElement(TLane.Min(a.OtherSmallest, b.OtherSmallest)) : double.PositiveInfinity,
            TPass.RangeCount > 1 ? TLane.MaxElement(TLane.Max(a.OtherLargest, b.OtherLargest)) : double.NegativeInfinity);
    }

    // by value: a reference would keep the sums in memory during the loop
    private static unsafe double Compensated(TLane a, TLane b, ref double lost)
    {
        double* parts = stackalloc double[2 * TLane.Count];
        TLane.Store(a, parts);
        TLane.Store(b, parts + TLane.Count);
        double sum = 0;
        for (int i = 0; i < 2 * TLane.Count; i++) sum = Totals.TwoSum(sum, parts[i], ref lost);
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
