namespace SolverGrpc.Core.Coupled.Kernels;

/// <summary>The columns of a <see cref="PriceNewton"/>, N each.</summary>
internal unsafe struct PriceColumns
{
    /// <summary>The problem's.</summary>
    public double* B, C, D, Upper;

    /// <summary>log₂ f_i'(1) and the exponent of x(p): x = 2^(g (log₂ p − t)), g = 1/(d − 1).</summary>
    public double* T, G;

    /// <summary>i + ½.</summary>
    public double* Time;

    /// <summary>W_i = 2 κ v_i.</summary>
    public double* Risk;

    /// <summary>Prices that a sweep has found, and those before it.</summary>
    public double* Next, Price;

    /// <summary>C_i = dx/dp and e_i: x = C p − e.</summary>
    public double* Compliance, Offset;

    /// <summary>What a sweep leaves from its way there for its way back: r_i = keep r + shift, p_i = lift r + …</summary>
    public double* Keep, Shift, Lift;

    /// <summary>Receives x.</summary>
    public double* Trades;
}
