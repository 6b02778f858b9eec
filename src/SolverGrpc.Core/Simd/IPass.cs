namespace SolverGrpc.Core.Simd;

/// <summary>One pass over columns of equal length. An instance is its columns and its parameters.</summary>
/// <typeparam name="TLane">The lane.</typeparam>
/// <typeparam name="TRegisters">What stays in registers during the loop: parameters in every element of a lane, constants of functions.</typeparam>
internal interface IPass<TLane, TRegisters> : IRunnable
    where TLane : struct, ILane<TLane>
    where TRegisters : struct
{
    /// <summary>How many of the sums it uses, 0 to 4.</summary>
    static abstract int SumCount { get; }

    /// <summary>How many of the ranges it uses, 0 to 2.</summary>
    static abstract int RangeCount { get; }

    /// <summary>Fills the registers; called once before the loop.</summary>
    TRegisters Load();

    /// <summary>Does the lane that starts at element <paramref name="index"/>.</summary>
    void Step<TPart>(nint index, TPart part, in TRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>;
}

/// <summary>Work on a range of elements that can be done in pieces.</summary>
internal interface IRunnable
{
    /// <summary>The second sum is what the first one lacks.</summary>
    static abstract bool IsCompensated { get; }

    /// <summary>The fourth sum is what the third one lacks; only of a compensated pass.</summary>
    static virtual bool IsTwiceCompensated => false;

    /// <summary>Does the elements [<paramref name="from"/>, <paramref name="to"/>).</summary>
    Totals Run(nint from, nint to);
}
