namespace SolverGrpc.Core.Solving;

/// <summary>
/// The boxes that a search has looked at, in order: how each came out of its parent, and the multiplier at which its bound was found. The two halves of a split follow
/// one another. What a certificate may go through again.
/// </summary>
public sealed class BranchLog
{
    /// <summary>Most boxes that are kept; of a longer search none is.</summary>
    public const int Capacity = 1 << 16;

    private Branch[] _branches = [];

    /// <summary>One box.</summary>
    /// <param name="Parent">Which one it is a part of; −1: everything.</param>
    /// <param name="Period">The period that was split.</param>
    /// <param name="Low">Its least quantity in shares.</param>
    /// <param name="High">Its largest.</param>
    /// <param name="Lambda">λ of the best bound.</param>
    public readonly record struct Branch(int Parent, int Period, double Low, double High, double Lambda);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Those of a search that was not too long.</summary>
    public ReadOnlySpan<Branch> Branches => Count > Capacity ? [] : _branches.AsSpan(0, Count);

    /// <summary>Adds a box; its number.</summary>
    public int Add(in Branch branch)
    {
        if (Count < Capacity)
        {
            if (Count == _branches.Length) Array.Resize(ref _branches, Math.Max(64, 2 * Count));
            _branches[Count] = branch;
        }

        return Count++;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;
}
