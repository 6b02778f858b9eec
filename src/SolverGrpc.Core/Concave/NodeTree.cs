using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// The search tree. A node is the path to it: its parent and the one period whose bounds it narrows; boxes are put
/// together again when they are needed. Open nodes wait in a heap, the smallest bound on top.
/// </summary>
internal ref struct NodeTree
{
    private readonly Workspace _workspace;
    private Span<Node> _nodes;
    private Span<int> _heap;
    private int _nodeCount;
    private int _heapCount;

    /// <summary>An empty tree.</summary>
    public NodeTree(Workspace workspace)
    {
        _workspace = workspace;
        _nodes = Take(workspace, 256);
        _heap = workspace.TakeInt32(256);
    }

    /// <summary>One box: that of its parent with period Period between Low and High, where the relaxation at Lambda proved Bound.</summary>
    public struct Node
    {
        public int Parent;
        public int Period;
        public double Low;
        public double High;
        public double Bound;
        public double Lambda;
        public double Point;
        public int Fractional;
        public bool OnOff;
        public int Logged;
    }

    /// <summary>Some node is open.</summary>
    public readonly bool Any => _heapCount > 0;

    /// <summary>Smallest bound of the open nodes; +∞ if there is none.</summary>
    public readonly double LeastBound => Any ? _nodes[_heap[0]].Bound : double.PositiveInfinity;

    /// <summary>The node itself.</summary>
    public readonly ref Node this[int node] => ref _nodes[node];

    /// <summary>Stores a node; it is not open yet.</summary>
    public int Add(in Node node)
    {
        if (_nodeCount == _nodes.Length)
        {
            Span<Node> larger = Take(_workspace, 2 * _nodeCount);
            _nodes.CopyTo(larger);
            _nodes = larger;
        }

        _nodes[_nodeCount] = node;
        return _nodeCount++;
    }

    /// <summary>Forgets the node stored last.</summary>
    public void RemoveLast() => _nodeCount--;

    /// <summary>Opens a stored node.</summary>
    public void Open(int node)
    {
        if (_heapCount == _heap.Length)
        {
            Span<int> larger = _workspace.TakeInt32(2 * _heapCount);
            _heap.CopyTo(larger);
            _heap = larger;
        }

        int at = _heapCount++;
        for (int up = (at - 1) / 2; at > 0 && Before(node, _heap[up]); at = up, up = (at - 1) / 2) _heap[at] = _heap[up];
        _heap[at] = node;
    }

    /// <summary>Takes the open node with the smallest bound out of the heap; of equal ones the latest, which is deepest.</summary>
    public int Next()
    {
        int next = _heap[0], last = _heap[--_heapCount], at = 0;
        for (int child = 1; child < _heapCount; child = (2 * at) + 1)
        {
            if (child + 1 < _heapCount && Before(_heap[child + 1], _heap[child])) child++;
            if (!Before(_heap[child], last)) break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return next;
    }

    /// <summary>Narrows the root's box to that of <paramref name="node"/>.</summary>
    public readonly void Narrow(int node, Span<double> low, Span<double> high)
    {
        for (int at = node; at >= 0; at = _nodes[at].Parent)
        {
            ref readonly Node step = ref _nodes[at];
            if (step.Period < 0) continue;
            low[step.Period] = Math.Max(low[step.Period], step.Low);
            high[step.Period] = Math.Min(high[step.Period], step.High);
        }
    }

    private readonly bool Before(int first, int second) =>
        _nodes[first].Bound < _nodes[second].Bound || (_nodes[first].Bound == _nodes[second].Bound && first > second);

    private static Span<Node> Take(Workspace workspace, int count) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<double, Node>(workspace.Take(count * NodeDoubles))[..count];

    private const int NodeDoubles = 8;
}
