namespace SolverGrpc.Core.Costs;

/// <summary>
/// The levels of one period's book. Walking them costs f(x), convex and piecewise linear: f'(x) is the price of the
/// level that the next share comes from.
/// </summary>
/// <param name="size">Shares at each level, ≥ 0; the last may be +∞.</param>
/// <param name="price">Price concession of each level in currency per share, non-decreasing.</param>
public readonly ref struct BookLevels(ReadOnlySpan<double> size, ReadOnlySpan<double> price)
{
    /// <summary>Shares at each level.</summary>
    public ReadOnlySpan<double> Size { get; } = size;

    /// <summary>Price concession of each level, in currency per share.</summary>
    public ReadOnlySpan<double> Price { get; } = price;

    /// <summary>f(x), in currency. Beyond the depth of the book the last price goes on.</summary>
    public double Value(double x)
    {
        double cost = 0, left = x;
        for (int k = 0; k < Size.Length && left > 0; k++)
        {
            double take = k == Size.Length - 1 ? left : Math.Min(Size[k], left);
            cost += take * Price[k];
            left -= take;
        }

        return cost;
    }

    /// <summary>Left and right derivative at x, in currency per share: −∞ to the left of 0, +∞ to the right of the whole depth.</summary>
    public (double Left, double Right) Marginal(double x)
    {
        double left = double.NegativeInfinity, depth = 0;
        for (int k = 0; k < Size.Length; k++)
        {
            if (Size[k] == 0) continue;
            if (x < depth + Size[k]) return (x > depth ? Price[k] : left, Price[k]);
            depth += Size[k];
            left = Price[k];
        }

        return (left, double.PositiveInfinity);
    }

    /// <summary>Shares at levels cheaper than <paramref name="lambda"/>.</summary>
    public double DepthBelow(double lambda)
    {
        double depth = 0;
        for (int k = 0; k < Size.Length && Price[k] < lambda; k++) depth += Size[k];
        return depth;
    }
}
