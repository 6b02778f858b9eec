using Microsoft.Extensions.Logging.Abstractions;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Runtime;
using SolverGrpc.Sessions.Tests.Journal;

namespace SolverGrpc.Sessions.Tests.Runtime;

/// <summary>A server without a network, on a simulated disk and with a clock that stands still; it can be killed and started again.</summary>
internal sealed class Process : IAsyncDisposable
{
    private readonly SessionRuntimeOptions _options;
    private MortalDisk _mortal;
    private SessionRuntime _runtime;

    private Process(SessionRuntimeOptions options)
    {
        _options = options;
        (_mortal, _runtime) = Begin();
    }

    public static Process Start(SessionRuntimeOptions options) => new(options);

    /// <summary>Starts a runtime on files as they are.</summary>
    public static void Recover(IJournalFiles files) => SessionRuntime.Start(new(), files, null!, new ManualTime(), NullLogger.Instance);

    public SimulatedDisk Disk { get; } = new(new Random(1));

    public ManualTime Time { get; } = new();

    /// <summary>Large solves end with an error that nobody has thought of.</summary>
    public bool SolvesBreak { get; set; }

    public SessionRuntime Runtime => _runtime;

    /// <summary>Begins a stream.</summary>
    public Talk Begin(StreamReoptimizeRequest first)
    {
        SessionConnection connection = _runtime.Attach(Talk.Inbound(first));
        connection.Run();
        return new Talk(connection);
    }

    /// <summary>The process is killed, the machine loses its power too, and both are started again.</summary>
    public void Kill(bool powerFails)
    {
        _mortal.Kill();
        lock (Disk)
        {
            if (powerFails) Disk.FailPower();
            else Disk.Restart();
        }

        (_mortal, _runtime) = Begin();
    }

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    private (MortalDisk Disk, SessionRuntime Runtime) Begin()
    {
        var mortal = new MortalDisk(Disk);
        return (mortal, SessionRuntime.Start(_options, mortal, new Lane(this), Time, NullLogger.Instance));
    }

    private sealed class Lane(Process process) : ILargeSolves
    {
        public Task<T>? TryRunAsync<T>(int periods, Func<T> compute, CancellationToken cancellation) =>
            Task.Run(process.SolvesBreak ? () => throw new InvalidOperationException("broken on purpose") : compute, cancellation);
    }
}
