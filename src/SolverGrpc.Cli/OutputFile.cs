namespace SolverGrpc.Cli;

/// <summary>A file that the user asked for.</summary>
internal static class OutputFile
{
    /// <summary>Writes it, in place of what may be there.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(e.Message);
        }
    }
}
