using System.Numerics;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// Finds periods that are the same in every respect. Exchanging their slices changes nothing, so the search may ask the
/// earlier one to take at least as much as the later: of all permutations one is left.
/// </summary>
internal static class Twins
{
    /// <summary>Fills <see cref="SearchSpace.Twin"/>.</summary>
    public static void Link(in SearchSpace space, Workspace workspace)
    {
        Span<int> twin = space.Twin;
        twin.Fill(-1);
        if (space.Problem.Family == CostFamily.Levels) return;

        int mark = workspace.Mark(), count = 0;
        Span<long> keys = workspace.TakeInt64(twin.Length);
        Span<int> periods = workspace.TakeInt32(twin.Length);
        for (int i = 0; i < twin.Length; i++)
        {
            bool convex = space.Inflection[i] <= 0 && space.Minimum[i] == 0;
            if (convex || i == space.Carrier) continue;
            keys[count] = Key(space, i);
            periods[count++] = i;
        }

        keys[..count].Sort(periods[..count]);
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start + 1; end < count && keys[end] == keys[start];) end++;
            Span<int> alike = periods[start..end];
            alike.Sort();
            for (int k = 1; k < alike.Length; k++)
                if (Same(space, alike[k - 1], alike[k])) twin[alike[k]] = alike[k - 1];
        }

        workspace.Release(mark);
    }

    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    private static long Key(in SearchSpace space, int i)
    {
        AllocationProblem p = space.Problem;
        ulong key = 0;
        ReadOnlySpan<double> values = [p.A[i], p.B[i], p.C[i], p.D[i], space.Lower[i], space.Upper[i], space.Minimum[i]];
        foreach (double value in values) key = (BitOperations.RotateLeft(key, 5) ^ BitConverter.DoubleToUInt64Bits(value)) * GoldenRatio;
        return (long)key;
    }

    private static bool Same(in SearchSpace space, int i, int j)
    {
        AllocationProblem p = space.Problem;
        return p.A[i] == p.A[j] && p.B[i] == p.B[j] && p.C[i] == p.C[j] && p.D[i] == p.D[j]
            && space.Lower[i] == space.Lower[j] && space.Upper[i] == space.Upper[j] && space.Minimum[i] == space.Minimum[j];
    }
}
