using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Service.Admission;

/// <summary>Where a solve runs.</summary>
internal enum WorkSize
{
    /// <summary>Some ten microseconds: on the thread that read it, because a change of threads costs as much.</summary>
    Inline,

    /// <summary>Milliseconds at most: on a thread that no large solve can hold.</summary>
    Small,

    /// <summary>Anything.</summary>
    Large,
}

/// <summary>Estimates the size of a solve from its class and N.</summary>
internal static class WorkEstimate
{
    /// <summary>Most periods that are validated and mapped on the thread that read them; more is large.</summary>
    public const int CallerPeriodsMax = 16_384;

    // passes over the periods: root-finder with certificate; interior point with a search for a multiplier; lots
    private const long SeparablePasses = 1, LotPasses = 4, CoupledPasses = 64, SlippagePasses = 128;

    private const long InlineMax = 1_024, SmallMax = 131_072;

    /// <summary>The size of a mapped problem.</summary>
    public static WorkSize Of(AllocationProblem problem, Method method)
    {
        long work = Passes(TraitsOf.Problem(problem), method) * (problem.PeriodCount + (long)problem.LevelCount);
        return work <= 0 || work > SmallMax ? WorkSize.Large : work > InlineMax ? WorkSize.Small : WorkSize.Inline;
    }

    // 0: not known beforehand
    private static long Passes(ProblemTraits traits, Method method)
    {
        const ProblemTraits Searched = ProblemTraits.AnyConcave | ProblemTraits.MinimumSlice | ProblemTraits.PermanentImpact;
        bool exact = method is Method.Auto or Method.Lambda or Method.InteriorPoint or Method.ClosedForm or Method.Newton or Method.Bisection;
        bool baseline = method is Method.EqualSplit or Method.Vwap or Method.Pov;
        if (!exact && !baseline || (traits & Searched) != 0) return 0;
        bool coupled = (traits & ProblemTraits.Coupled) != 0, lots = (traits & ProblemTraits.Lots) != 0;
        if (coupled && lots) return 0;
        if ((traits & ProblemTraits.OrderSlippage) != 0) return SlippagePasses;
        return coupled ? CoupledPasses : lots ? LotPasses : SeparablePasses;
    }
}
