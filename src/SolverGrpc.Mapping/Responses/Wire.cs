namespace SolverGrpc.Mapping.Responses;

/// <summary>What may leave the service: no NaN, no infinity.</summary>
internal static class Wire
{
    /// <summary>The value itself; infinities as the largest finite number of their sign, NaN ("there is none") as 0.</summary>
    public static double Finite(double value) => double.IsNaN(value) ? 0 : Math.Clamp(value, double.MinValue, double.MaxValue);
}
