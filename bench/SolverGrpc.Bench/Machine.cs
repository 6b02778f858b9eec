namespace SolverGrpc.Bench;

/// <summary>What the numbers were measured on.</summary>
internal static class Machine
{
    /// <summary>The CPU's own name for itself.</summary>
    public static string Cpu
    {
        get
        {
            const string Info = "/proc/cpuinfo";
            string? line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
            return line is null ? "unknown CPU" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
    }
}
