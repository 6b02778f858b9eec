namespace SolverGrpc.Market.Impact;

/// <summary>Error of a curve on books it was not fitted on, relative to their slippage.</summary>
/// <param name="MeanSquare">Mean over periods and halves of |held − fitted|² / |held|².</param>
/// <param name="StandardError">Of that mean.</param>
/// <param name="Count">Periods and halves that had enough books; 0: nothing is known.</param>
public readonly record struct OutOfSampleError(double MeanSquare, double StandardError, int Count)
{
    /// <summary>Root of the mean square.</summary>
    public double RootMeanSquare => Math.Sqrt(MeanSquare);

    internal static OutOfSampleError Of(List<double> squares)
    {
        if (squares.Count == 0) return default;
        double mean = squares.Average();
        double variance = squares.Sum(square => (square - mean) * (square - mean)) / Math.Max(1, squares.Count - 1);
        return new(mean, Math.Sqrt(variance / squares.Count), squares.Count);
    }
}
