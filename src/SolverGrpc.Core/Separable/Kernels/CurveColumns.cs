namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// The columns of a problem with marginals f'(x) = a + 2 b x + c d x^(d−1), prepared once: a is measured from its smallest value, the
/// coefficients are in log₂ space.
/// </summary>
/// <param name="A">a_i − min a ≥ 0.</param>
/// <param name="LogQuadratic">log₂(2 b_i), −∞ where b_i = 0; null: no period has b.</param>
/// <param name="LogPower">log₂(c_i d_i), −∞ where c_i = 0.</param>
/// <param name="Inverse">p_i = 1/(d_i − 1), where c_i &gt; 0.</param>
/// <param name="Slope">d_i − 1.</param>
internal readonly unsafe struct CurveColumns(double* A, double* LogQuadratic, double* LogPower, double* Inverse, double* Slope)
{
    public readonly double* A = A;
    public readonly double* LogQuadratic = LogQuadratic;
    public readonly double* LogPower = LogPower;
    public readonly double* Inverse = Inverse;
    public readonly double* Slope = Slope;
}
