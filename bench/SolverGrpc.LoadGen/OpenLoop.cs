using System.Diagnostics;

namespace SolverGrpc.LoadGen;

/// <summary>What a run at one rate has shown.</summary>
/// <param name="Latency">From the moment a message should have been sent to its answer.</param>
/// <param name="PerSecond">Answers per second, until the last one.</param>
internal readonly record struct Throughput(Histogram Latency, double PerSecond);

/// <summary>
/// Drives a load at a fixed rate, whatever the answers do: a message waits for no answer, and its latency counts from the moment at
/// which it should have been sent. A server, or a client, that stalls is thus charged with all that would have come meanwhile.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends rate × duration messages and waits for all answers.</summary>
    /// <param name="load">What to drive.</param>
    /// <param name="rate">Messages per second.</param>
    /// <param name="duration">How long.</param>
    /// <exception cref="TimeoutException">Answers are missing.</exception>
    public static async Task<Throughput> RunAsync(ILoad load, double rate, TimeSpan duration)
    {
        int count = Math.Max(1, (int)(rate * duration.TotalSeconds)), left = count;
        var latency = new Histogram();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long first = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 1000);
        load.Answered = number =>
        {
            latency.Record(Nanoseconds(Stopwatch.GetTimestamp() - Due(number)));
            if (Interlocked.Decrement(ref left) == 0) done.SetResult();
        };
        Task sending = Task.Factory.StartNew(
            () =>
            {
                Pacer.Prepare();
                for (int number = 0; number < count && !load.Failed.IsCompleted; number++)
                {
                    Pacer.Until(Due(number));
                    load.Send(number);
                }
            },
            TaskCreationOptions.LongRunning);
        await sending;
        await await Task.WhenAny(done.Task, load.Failed).WaitAsync(Patience);
        return new Throughput(latency, count * (double)Stopwatch.Frequency / (Stopwatch.GetTimestamp() - first));

        long Due(int number) => first + (long)(number * (Stopwatch.Frequency / rate));
    }

    /// <summary>The most answers per second, with so many messages under way at any time.</summary>
    public static async Task<double> SaturateAsync(ILoad load, int underWay, TimeSpan duration)
    {
        int answered = 0;
        long begin = Stopwatch.GetTimestamp();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int open = underWay;
        load.Answered = number =>
        {
            Interlocked.Increment(ref answered);
            if (Stopwatch.GetElapsedTime(begin) < duration) load.Send(number);
            else if (Interlocked.Decrement(ref open) == 0) done.SetResult();
        };
        for (int number = 0; number < underWay; number++) load.Send(number);
        await await Task.WhenAny(done.Task, load.Failed).WaitAsync(duration + Patience);
        return answered / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));
}
