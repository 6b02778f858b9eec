namespace SolverGrpc.Core.Costs;

/// <summary>
/// Neumaier's sum (Z. Angew. Math. Mech. 54, 1974): the error of every addition is kept and added at the end, so that
/// the result is that of twice the working precision, rounded once. The error is found by Knuth's TwoSum (TAOCP 2, 4.2.2), which does not
/// ask which operand is larger.
/// </summary>
public struct CompensatedSum
{
    private double _sum;
    private double _error;

    /// <summary>The sum so far.</summary>
    public readonly double Value => double.IsFinite(_error) ? _sum + _error : _sum;

    /// <summary>Adds one term.</summary>
    public void Add(double term)
    {
        double sum = _sum + term, added = sum - _sum;
        _error += _sum - (sum - added) + (term - added);
        _sum = sum;
    }

    /// <summary>The sum of <paramref name="terms"/>.</summary>
    public static double Of(ReadOnlySpan<double> terms)
    {
        var sum = new CompensatedSum();
        foreach (double term in terms) sum.Add(term);
        return sum.Value;
    }
}
