namespace SolverGrpc.Service.Responses;

/// <summary>Name of the arithmetic kernel that solves.</summary>
internal static class KernelName
{
    /// <summary>The kernel of this process.</summary>
    public static string Current => "scalar";
}
