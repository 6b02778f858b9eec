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

    /// <summary>Shares at all levels together.</summary>
    public double Depth
    {
        get
        {
            double depth = 0;
            foreach (double shares in Size) depth += shares;
            return depth;
        }
    }

    /// <summary>f(x), in currency. Beyond the depth of the book the last price goes on.</summary>
    public double Value(double x)
    {
        ReadOnlySpan<double> size = Size, price = Price[..size.Length];
        double cost = 0, depth = 0;
        int last = size.Length - 1;
        for (int k = 0; k < last; k++)
        {
            cost += double.MaxNative(0, double.MinNative(size[k], x - depth)) * price[k];
            depth += size[k];
        }

        return cost + (double.MaxNative(0, x - depth) * price[last]);
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
