using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// Branch and bound (Falk and Soland 1969; Horst and Tuy, Global Optimization): a box whose relaxation costs less than the best schedule so far is
/// split at the one period where the relaxation cheats; the box with the smallest bound comes first (until there is a
/// schedule at all: the latest box). Several searches can share the best schedule, one for each carrier of an odd lot.
/// </summary>
internal ref struct BranchSearch
{
    private readonly SearchSpace _space;
    private readonly Span<double> _rootLow;
    private readonly Span<double> _rootHigh;
    private readonly Span<double> _rootLeast;
    private readonly Span<double> _rootTrading;
    private readonly Span<double> _low;
    private readonly Span<double> _high;
    private readonly SolveSettings _settings;
    private Relaxation _relaxation;
    private NodeTree _tree;
    private double _rootBound;
    private long _looked;

    /// <summary>A search of <paramref name="space"/>; <paramref name="best"/> takes its best schedule as positions.</summary>
    public BranchSearch(in SearchSpace space, in SolveSettings settings, double incumbent, Span<double> best, Workspace workspace)
    {
        int n = best.Length;
        _space = space;
        _settings = settings;
        Incumbent = incumbent;
        Best = best;
        _rootLow = workspace.Take(n);
        _rootHigh = workspace.Take(n);
        _rootLeast = workspace.Take(n);
        _rootTrading = workspace.Take(n);
        _low = workspace.Take(n);
        _high = workspace.Take(n);
        _relaxation = new Relaxation(space, _low, _high, workspace);
        _tree = new NodeTree(workspace);
        LeafBound = double.PositiveInfinity;
        RootLambda = double.NaN;
    }

    /// <summary>Cost of the best schedule; +∞ if there is none.</summary>
    public double Incumbent { get; private set; }

    /// <summary>The best schedule, if this search found one better than it was given.</summary>
    public Span<double> Best { get; }

    /// <summary>This search found a better schedule than it was given.</summary>
    public bool Improved { get; private set; }

    /// <summary>Boxes looked at.</summary>
    public long Nodes { get; private set; }

    /// <summary>λ of the relaxation of everything.</summary>
    public double RootLambda { get; private set; }

    /// <summary>The limit that ended the search.</summary>
    public LimitKind Limit { get; private set; }

    /// <summary>No schedule in this space costs less than this or than the incumbent.</summary>
    public readonly double Bound => Math.Min(Math.Min(LeafBound, _tree.LeastBound), Incumbent);

    private double LeafBound { get; set; }

    /// <summary>Runs until the gap is closed or a limit is hit, having opened <paramref name="spent"/> nodes elsewhere.</summary>
    public void Run(double lambda, long spent)
    {
        for (int i = 0; i < _rootLow.Length; i++)
        {
            _rootLow[i] = _space.Lower[i];
            _rootHigh[i] = Math.Min(_space.Upper[i], _space.Total);
        }

        if (!Propagation.Tighten(_space, _rootLow, _rootHigh)) return;
        if (!double.IsFinite(lambda)) lambda = MeanPrice();
        int next = Look(new() { Parent = -1, Period = -1, Lambda = lambda, Bound = double.NegativeInfinity });
        RootLambda = _relaxation.Lambda;
        _rootBound = _relaxation.Bound;
        for (int i = 0; i < _rootLow.Length; i++) (_rootLeast[i], _rootTrading[i]) = _relaxation.Least(i, RootLambda);
        if (next >= 0) _tree.Open(next);
        ShrinkRoot();
        next = -1;
        while (_tree.Any || next >= 0)
        {
            // dive until there is a schedule
            int node = next >= 0 ? next : _tree.Next();
            next = -1;
            bool late = OutOfTime();
            if (late || Nodes + spent + 2 > _settings.NodeLimit)
            {
                _tree.Open(node);
                Limit = late ? LimitKind.Time : LimitKind.Nodes;
                return;
            }

            if (_tree[node].Bound >= Threshold)
            {
                LeafBound = Math.Min(LeafBound, _tree[node].Bound);
                continue;
            }

            next = Split(node);
        }
    }

    // a box at or above this cannot hold a schedule that is better by more than the tolerance
    private readonly double Threshold
    {
        get
        {
            double scale = Math.Max(0.5 * _settings.RelativeTolerance * Math.Abs(Incumbent), Rounding * (Math.Abs(_rootBound) + Math.Abs(RootLambda * _space.Problem.Quantity)));
            return double.IsFinite(scale) ? Incumbent - scale : Incumbent;
        }
    }

    private const double Rounding = 1e-13;

    // the child to dive into while there is no schedule; −1 otherwise
    private int Split(int node)
    {
        NodeTree.Node parent = _tree[node];
        int p = parent.Fractional;
        double low = _space.Lower[p], high = double.PositiveInfinity, point = parent.Point, above = _space.Whole ? point + 1 : point;
        var below = new NodeTree.Node { Parent = node, Period = p, Low = low, High = point, Bound = parent.Bound, Lambda = parent.Lambda };
        if (parent.OnOff) (below.High, above) = (0, _space.Minimum[p]);
        int first = Look(below), second = Look(below with { Low = above, High = high });
        bool dive = double.IsPositiveInfinity(Incumbent) && (first >= 0 || second >= 0);
        int chosen = !dive ? -1 : first < 0 ? second : second < 0 || _tree[first].Bound <= _tree[second].Bound ? first : second;
        if (first >= 0 && first != chosen) _tree.Open(first);
        if (second >= 0 && second != chosen) _tree.Open(second);
        return chosen;
    }

    // the stored node if it needs to be split; −1 if it is solved, empty or too dear
    private int Look(NodeTree.Node node)
    {
        Nodes++;
        int index = _tree.Add(node);
        _rootLow.CopyTo(_low);
        _rootHigh.CopyTo(_high);
        _tree.Narrow(index, _low, _high);
        if (!Propagation.Tighten(_space, _low, _high))
        {
            _tree.RemoveLast();
            return -1;
        }

        _relaxation.Solve(node.Lambda);
        double bound = Math.Max(node.Bound, _relaxation.Bound);
        if (_relaxation.Value < Incumbent)
        {
            Incumbent = _relaxation.Value;
            Improved = true;
            _relaxation.Z.CopyTo(Best);
            if (node.Parent >= 0) ShrinkRoot();
        }

        int p = _relaxation.Fractional;
        if (p < 0 || bound >= Threshold)
        {
            LeafBound = Math.Min(LeafBound, bound);
            _tree.RemoveLast();
            return -1;
        }

        ref NodeTree.Node kept = ref _tree[index];
        kept.Bound = bound;
        kept.Lambda = _relaxation.Lambda;
        kept.Fractional = p;
        kept.OnOff = _space.IsSemicontinuous(p, _low[p]) && _relaxation.StartsFromNothing;
        kept.Point = SplitPoint(p);
        return index;
    }

    // where the relaxation put it: both halves then are exact there; in the middle if that is no split at all
    private readonly double SplitPoint(int p)
    {
        double low = _low[p], high = _high[p], point = _relaxation.Z[p], margin = _space.Whole ? 0 : 1e-9 * (high - low);
        if (point <= low + margin || point >= high - margin) point = low + (0.5 * (high - low));
        return _space.Whole ? Math.Floor(Math.Min(point, high - 1)) : point;
    }

    // What a period must pay on top of the root's dual value to be elsewhere than its best response: positions that cost more
    // than the incumbent allows are cut off. On a concave stretch the chord bounds that from below.
    private void ShrinkRoot()
    {
        if (!double.IsFinite(Incumbent)) return;
        double threshold = Threshold;
        if (!(threshold > _rootBound)) return;
        bool cut = false;
        for (int i = 0; i < _rootLow.Length; i++) cut |= Shrink(i, threshold - _rootBound);
        if (cut) LeafBound = Math.Min(LeafBound, threshold);
    }

    private readonly bool Shrink(int i, double slack)
    {
        double low = _rootLow[i], high = _rootHigh[i];
        if (low == high) return false;
        double least = _rootLeast[i];
        if (_space.IsSemicontinuous(i, low))
        {
            if (_rootTrading[i] - least > slack) _rootHigh[i] = 0;
            else if (Reduced(i, 0) - least > slack) _rootLow[i] = _space.Minimum[i];
            else return false;
            return true;
        }

        if (high > _space.Inflection[i]) return false;
        double atLow = Reduced(i, low) - least, atHigh = Reduced(i, high) - least, width = high - low;
        if (atHigh > slack && atHigh > atLow)
        {
            double reach = Math.Max(0, width * (slack - atLow) / (atHigh - atLow));
            _rootHigh[i] = low + (_space.Whole ? Math.Floor(reach) : reach);
        }
        else if (atLow > slack && atLow > atHigh)
        {
            double reach = Math.Max(0, width * (slack - atHigh) / (atLow - atHigh));
            _rootLow[i] = high - (_space.Whole ? Math.Floor(reach) : reach);
        }
        else
        {
            return false;
        }

        return true;
    }

    private readonly double Reduced(int i, double z) => _space.Cost(i, z) - (RootLambda * _space.Shares(i, z));

    // average price of a share over all boxes
    private readonly double MeanPrice()
    {
        double cost = 0, room = 0;
        for (int i = 0; i < _rootLow.Length; i++)
        {
            cost += _space.Cost(i, _rootHigh[i]) - _space.Cost(i, _rootLow[i]);
            room += (_rootHigh[i] - _rootLow[i]) * _space.Step;
        }

        double price = cost / room;
        return double.IsFinite(price) ? price : 0;
    }

    private bool OutOfTime()
    {
        long work = _relaxation.Evaluations * _rootLow.Length;
        if (work - _looked < SolveBudget.WorkBetweenLooks) return false;
        _looked = work;
        return _settings.Budget.Exhausted;
    }
}
