namespace SolverGrpc.Core.Coupled;

/// <summary>
/// L D L' of a symmetric tridiagonal matrix, without exchanges. By Sylvester's law of inertia the signs of the pivots D are
/// the signs of the eigenvalues, so the factor decides definiteness as well as solving (Golub and Van Loan, Matrix
/// Computations, 4.3.6).
/// </summary>
public static class TridiagonalFactor
{
    /// <summary>
    /// Replaces <paramref name="diagonal"/> (length n) by the pivots and <paramref name="offDiagonal"/> (length n − 1) by the
    /// multipliers of L. False, with the rest untouched, at the first pivot that is negative, or zero with something left to
    /// eliminate: the matrix is then not positive semidefinite.
    /// </summary>
    public static bool TryFactor(Span<double> diagonal, Span<double> offDiagonal)
    {
        for (int i = 0; i < diagonal.Length; i++)
        {
            double pivot = diagonal[i];
            bool last = i == diagonal.Length - 1;
            if (!(pivot > 0) && !(pivot == 0 && (last || offDiagonal[i] == 0))) return false;
            if (last) break;
            double multiplier = pivot == 0 ? 0 : offDiagonal[i] / pivot;
            diagonal[i + 1] -= multiplier * offDiagonal[i];
            offDiagonal[i] = multiplier;
        }

        return true;
    }

    /// <summary>Solves with a factor whose pivots are all positive; <paramref name="right"/> becomes the solution.</summary>
    public static void Solve(ReadOnlySpan<double> pivots, ReadOnlySpan<double> multipliers, Span<double> right)
    {
        for (int i = 1; i < right.Length; i++) right[i] -= multipliers[i - 1] * right[i - 1];
        for (int i = right.Length - 1; i >= 0; i--)
        {
            double next = i + 1 < right.Length ? multipliers[i] * right[i + 1] : 0;
            right[i] = (right[i] / pivots[i]) - next;
        }
    }
}
