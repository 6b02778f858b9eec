using System.Text;

namespace SolverGrpc.Cli.Tests;

/// <summary>Keeps the lines that are written and lets a test wait for one.</summary>
internal sealed class AwaitedWriter : StringWriter
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Line, TaskCompletionSource Seen)> _waiting = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            base.WriteLine(value);
            _lines.Add(value ?? "");
            foreach ((string line, TaskCompletionSource seen) in _waiting)
                if (line == value) seen.TrySetResult();
        }
    }

    public Task WaitForLineAsync(string line, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_lines.Contains(line)) seen.SetResult();
            _waiting.Add((line, seen));
            return seen.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>The first line that begins so.</summary>
    public string Line(string start)
    {
        lock (_gate)
            return _lines.First(line => line.StartsWith(start, StringComparison.Ordinal));
    }
}
