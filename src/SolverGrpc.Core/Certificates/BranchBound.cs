using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on every schedule of a separable problem in shares that is not convex, from the tree of a search as advice. Every box is put together here: the split of a
/// period must leave no quantity out, or it is not followed; what <see cref="BranchBox"/> concludes holds for some schedule below the claim, if there is one; and no schedule in
/// the box costs less than its dual value at the λ advised, whatever that is (<see cref="EnvelopeDual"/>). A box whose own bound reaches the claim is not looked into any
/// further; of one that is split the halves count, of all others their own bound. The smallest of these, or the claim, bounds all schedules. A tree that falls short of the claim proves nothing.
/// </summary>
internal ref struct BranchBound
{
    // of the sizes of the terms of a dual value: what rounding can make of it
    private const double Lowering = 1e-14;

    // of the claim: less is as good
    private const double Shortfall = 1e-10;

    private readonly AllocationProblem _problem;
    private readonly ReadOnlySpan<BranchLog.Branch> _branches;
    private readonly Span<int> _half;
    private readonly BranchBox _box;
    private readonly double _claim;
    private double _lowest;
    private double _scale;

    private BranchBound(AllocationProblem problem, ReadOnlySpan<BranchLog.Branch> branches, double claim, Workspace workspace)
    {
        _problem = problem;
        _branches = branches;
        _claim = claim;
        _lowest = claim;
        _box = new BranchBox(problem, workspace);
        _half = workspace.TakeInt32(branches.Length);
    }

    /// <summary>The bound; none if there is no tree, no time, or some box has a bound below the claim.</summary>
    /// <param name="problem">As it was posed.</param>
    /// <param name="branches">The tree.</param>
    /// <param name="claim">What the search says it has proven.</param>
    /// <param name="budget">Looked at on the way.</param>
    /// <param name="workspace">Scratch memory.</param>
    public static CheckedBound Of(
        AllocationProblem problem, ReadOnlySpan<BranchLog.Branch> branches, double claim, SolveBudget budget, Workspace workspace)
    {
        if (branches.IsEmpty || double.IsNaN(claim)) return CheckedBound.None;
        int mark = workspace.Mark();
        var bound = new BranchBound(problem, branches, claim, workspace);
        bool done = bound.TryWalk(budget, workspace);
        workspace.Release(mark);
        return done ? new(bound._lowest, bound._scale) : CheckedBound.None;
    }

    private bool TryWalk(SolveBudget budget, Workspace workspace)
    {
        FindHalves();
        Span<int> open = workspace.TakeInt32(_branches.Length + 1);
        int count = 0;
        if (_box.Begin())
        {
            (double least, _) = Bound(_branches[0].Lambda);
            _box.Shrink(_branches[0].Lambda, _lowest - least);
            open[count++] = 0;
        }

        for (int work = 0; count > 0; work += _problem.PeriodCount)
        {
            if (work > SolveBudget.WorkBetweenLooks)
            {
                work = 0;
                if (budget.Exhausted) return false;
            }

            int at = open[--count];
            if (!Open(at)) continue;
            (double least, double scale) = Bound(_branches[at].Lambda);
            int half = _half[at];
            if (least < _claim && half > 0 && Covers(half))
            {
                (open[count], open[count + 1]) = (half, half + 1);
                count += 2;
            }
            else if (least < _claim - (Shortfall * Math.Abs(_claim)))
            {
                return false;
            }
            else if (!(least >= _lowest))
            {
                (_lowest, _scale) = (least, scale);
            }
        }

        return true;
    }

    // the first of the two halves of each box; 0: none
    private readonly void FindHalves()
    {
        _half.Clear();
        for (int i = 1; i + 1 < _branches.Length; i++)
        {
            BranchLog.Branch first = _branches[i], second = _branches[i + 1];
            bool pair = first.Parent == second.Parent && first.Period == second.Period && (uint)first.Parent < (uint)i && (uint)first.Period < (uint)_problem.PeriodCount;
            if (pair && _half[first.Parent] == 0) _half[first.Parent] = i++;
        }
    }

    // puts a box together; false if there is nothing in it
    private readonly bool Open(int at)
    {
        _box.Reset();
        for (; at > 0; at = _branches[at].Parent) _box.Narrow(_branches[at].Period, _branches[at].Low, _branches[at].High);
        return _box.Tighten();
    }

    // each quantity that the box allows the period is in one of the halves
    private readonly bool Covers(int half)
    {
        BranchLog.Branch first = _branches[half], second = _branches[half + 1];
        (BranchLog.Branch below, BranchLog.Branch above) = first.Low <= second.Low ? (first, second) : (second, first);
        int i = first.Period;
        bool nothingBetween = below.Low <= 0 && below.High >= 0 && above.Low <= _box.Minimum(i);
        return below.Low <= _box.Low[i] && above.High >= _box.High[i] && (below.High >= above.Low || nothingBetween);
    }

    private readonly (double Least, double Scale) Bound(double lambda)
    {
        var least = new CompensatedSum();
        double scale = Math.Abs(lambda * _problem.Quantity);
        least.Add(lambda * _problem.Quantity);
        for (int i = 0; i < _problem.PeriodCount; i++)
        {
            double own = _box.Least(i, lambda, out double size);
            least.Add(own);
            scale += size;
        }

        double bound = least.Value - (Lowering * scale);
        return (double.IsNaN(bound) ? double.NegativeInfinity : bound, scale);
    }
}
