namespace SolverGrpc.Core.Coupled;

/// <summary>
/// D in L D L' of a symmetric tridiagonal matrix, without exchanges (Golub and Van Loan, Matrix Computations, 4.3.6). By Sylvester's law of inertia the
/// signs of the pivots D are the signs of the eigenvalues, so that they decide definiteness.
/// </summary>
internal static class TridiagonalPivots
{
    /// <summary>
    /// Replaces <paramref name="diagonal"/> (length n) by the pivots; <paramref name="offDiagonal"/> has length n − 1. False, with the rest untouched, at the first
    /// pivot that is negative, or zero with something left to eliminate: the matrix is then not positive semidefinite.
    /// </summary>
    public static bool TryWrite(Span<double> diagonal, ReadOnlySpan<double> offDiagonal)
    {
        for (int i = 0; i < diagonal.Length; i++)
        {
            double pivot = diagonal[i], side = i == diagonal.Length - 1 ? 0 : offDiagonal[i];
            if (!(pivot > 0) && !(pivot == 0 && side == 0)) return false;
            if (side != 0) diagonal[i + 1] -= side / pivot * side;
        }

        return true;
    }
}
