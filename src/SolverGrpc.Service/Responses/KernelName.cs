using System.Text;

namespace SolverGrpc.Service.Responses;

/// <summary>Name of the arithmetic kernel that solves.</summary>
internal static class KernelName
{
    /// <summary>The kernel of this process.</summary>
    public static string Current => "scalar";

    /// <summary>The same in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8 => Bytes;

    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Current);
}
