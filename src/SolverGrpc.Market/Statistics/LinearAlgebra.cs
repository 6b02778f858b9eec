namespace SolverGrpc.Market.Statistics;

/// <summary>The little that regressions on a few columns need.</summary>
internal static class LinearAlgebra
{
    /// <summary>Inverse of a positive definite matrix, by elimination; a column without information is left out (its row and column are 0).</summary>
    public static double[,] Inverse(double[,] matrix)
    {
        const double Tiny = 1e-12;
        int n = matrix.GetLength(0);
        var left = (double[,])matrix.Clone();
        var right = new double[n, n];
        for (int i = 0; i < n; i++) right[i, i] = 1;
        for (int k = 0; k < n; k++)
        {
            double pivot = left[k, k];
            if (!(pivot > Tiny * Math.Abs(matrix[k, k])) || pivot == 0)
            {
                for (int i = 0; i < n; i++) (left[k, i], left[i, k], right[k, i], right[i, k]) = (0, 0, 0, 0);
                continue;
            }

            for (int j = 0; j < n; j++) (left[k, j], right[k, j]) = (left[k, j] / pivot, right[k, j] / pivot);
            for (int i = 0; i < n; i++)
            {
                if (i == k) continue;
                double factor = left[i, k];
                for (int j = 0; j < n; j++) (left[i, j], right[i, j]) = (left[i, j] - (factor * left[k, j]), right[i, j] - (factor * right[k, j]));
            }
        }

        return right;
    }
}
