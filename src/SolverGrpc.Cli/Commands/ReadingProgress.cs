using System.Globalization;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Cli.Commands;

/// <summary>A line on a terminal that says how much of a large file is read; nothing where the output is not a terminal.</summary>
internal sealed class ReadingProgress(TextWriter target) : IProgress<ReadProgress>, IDisposable
{
    private const long LargeBytes = 16 << 20;

    private readonly bool _isShown = ReferenceEquals(target, Console.Error) && !Console.IsErrorRedirected;
    private int _percent = -1;

    /// <inheritdoc/>
    public void Report(ReadProgress value)
    {
        if (!_isShown || value.TotalBytes < LargeBytes) return;
        int percent = (int)(100 * value.Bytes / value.TotalBytes);
        if (percent == _percent) return;
        _percent = percent;
        target.Write(string.Create(CultureInfo.InvariantCulture, $"\r[{new string('#', percent / 5),-20}] {percent,3} % {value.Rows:N0} rows"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_percent >= 0) target.WriteLine();
    }
}
