using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// Branch and bound (Falk and Soland 1969; Horst and Tuy, Global Optimization): a box whose relaxation costs less than
/// the best schedule so far is split at the one period where the relaxation cheats; the box with the smallest bound comes
/// first (until there is a schedule at all: the better half of the last one). Several searches can share the best
/// schedule, one for each carrier of an odd lot.
/// </summary>
internal ref struct BranchSearch
{
    private readonly SearchSpace _space;
    private readonly Span<double> _low;
    private readonly Span<double> _high;
    private readonly SolveSettings _settings;
    private Relaxation _relaxation;
    private NodeTree _tree;
    private ReducedCosts _root;
    private readonly BranchLog _log;
    private bool _unsolved;

    /// <summary>A search of <paramref name="space"/>; <paramref name="best"/> takes its best schedule as positions.</summary>
    public BranchSearch(in SearchSpace space, in SolveSettings settings, double incumbent, Span<double> best, Workspace workspace)
    {
        int n = best.Length;
        _space = space;
        _settings = settings;
        _log = workspace.Branches;
        Incumbent = incumbent;
        Best = best;
        _root = new ReducedCosts(space, workspace);
        _low = workspace.Take(n);
        _high = workspace.Take(n);
        _relaxation = new Relaxation(space, _low, _high, settings.Budget, workspace);
        _tree = new NodeTree(workspace);
        LeafBound = double.PositiveInfinity;
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
    public readonly double RootLambda => _root.Lambda;

    /// <summary>The limit that ended the search.</summary>
    public LimitKind Limit { get; private set; }

    /// <summary>No schedule in this space costs less than this or than the incumbent.</summary>
    public readonly double Bound => Math.Min(Math.Min(LeafBound, _tree.LeastBound), Incumbent);

    private double LeafBound { get; set; }

    /// <summary>Runs until the gap is closed or a limit is hit, having opened <paramref name="spent"/> nodes elsewhere.</summary>
    public void Run(double lambda, long spent)
    {
        if (!_root.Begin()) return;
        if (!double.IsFinite(lambda)) lambda = _root.MeanPrice();
        int next = Look(new() { Parent = -1, Period = -1, Lambda = lambda, Bound = double.NegativeInfinity });
        _root.Record(_relaxation);
        if (next >= 0) _tree.Open(next);
        ShrinkRoot();
        next = -1;
        while (_tree.Any || next >= 0)
        {
            // dive until there is a schedule
            int node = next >= 0 ? next : _tree.Next();
            next = -1;
            bool late = _relaxation.OutOfTime;
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

        if (_unsolved) Limit = _relaxation.OutOfTime ? LimitKind.Time : LimitKind.Iterations;
    }

    // a box at or above this cannot hold a schedule that is better by more than the tolerance
    private readonly double Threshold
    {
        get
        {
            double rounding = Rounding * (Math.Abs(_root.Bound) + Math.Abs(RootLambda * _space.Problem.Quantity));
            double scale = Math.Max(0.5 * _settings.RelativeTolerance * Math.Abs(Incumbent), rounding);
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
        _root.Low.CopyTo(_low);
        _root.High.CopyTo(_high);
        _tree.Narrow(index, _low, _high);
        if (!Propagation.Tighten(_space, _low, _high))
        {
            Log(node, node.Lambda);
            _tree.RemoveLast();
            return -1;
        }

        _relaxation.Solve(node.Lambda);
        int logged = Log(node, _relaxation.Lambda);
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
            _unsolved |= p < 0 && double.IsPositiveInfinity(_relaxation.Value) && bound < Threshold;
            _tree.RemoveLast();
            return -1;
        }

        ref NodeTree.Node kept = ref _tree[index];
        kept.Bound = bound;
        kept.Lambda = _relaxation.Lambda;
        kept.Fractional = p;
        kept.Logged = logged;
        kept.OnOff = _space.IsSemicontinuous(p, _low[p]) && _relaxation.StartsFromNothing;
        kept.Point = SplitPoint(p);
        return index;
    }

    // for the certificate, which has other means for lots
    private readonly int Log(in NodeTree.Node node, double lambda) =>
        _space.Whole ? -1 : _log.Add(new(node.Parent < 0 ? -1 : _tree[node.Parent].Logged, node.Period, node.Low, node.High, lambda));

    // where the relaxation put it: both halves then are exact there; in the middle if that is no split at all
    private readonly double SplitPoint(int p)
    {
        double low = _low[p], high = _high[p], point = _relaxation.Z[p], margin = _space.Whole ? 0 : 1e-9 * (high - low);
        if (point <= low + margin || point >= high - margin) point = low + (0.5 * (high - low));
        return _space.Whole ? Math.Floor(Math.Min(point, high - 1)) : point;
    }

    private void ShrinkRoot()
    {
        double threshold = Threshold;
        if (_root.Shrink(threshold)) LeafBound = Math.Min(LeafBound, threshold);
    }
}
