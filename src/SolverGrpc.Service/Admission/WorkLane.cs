namespace SolverGrpc.Service.Admission;

/// <summary>A bounded queue and the threads that empty it, first in first out.</summary>
internal sealed class WorkLane : IDisposable
{
    // weight of the newest duration in the running mean
    private const double MeanWeight = 0.1;

    private readonly Queue<IWork> _waiting = new();
    private readonly TimeProvider _time;
    private readonly Thread[] _threads;
    private readonly int _countMax;
    private readonly long _periodsMax;
    private long _periods;
    private double _meanSeconds;
    private bool _stopped;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">Of the threads.</param>
    /// <param name="workers">How many.</param>
    /// <param name="countMax">Work that may wait.</param>
    /// <param name="periodsMax">Periods of all waiting work together; a single one may have more.</param>
    /// <param name="time">Measures how long work takes.</param>
    public WorkLane(string name, int workers, int countMax, long periodsMax, TimeProvider time)
    {
        _time = time;
        _countMax = countMax;
        _periodsMax = periodsMax;
        _threads = new Thread[workers];
        for (int i = 0; i < workers; i++)
        {
            _threads[i] = new Thread(Loop) { IsBackground = true, Name = $"{name} {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>How long work that comes now would have to wait, as far as one can tell.</summary>
    public TimeSpan ExpectedWait
    {
        get
        {
            lock (_waiting) return TimeSpan.FromSeconds((_waiting.Count + 1) * _meanSeconds / _threads.Length);
        }
    }

    /// <summary>Takes work on.</summary>
    /// <returns>False: too much is waiting.</returns>
    public bool TryAdd(IWork work)
    {
        lock (_waiting)
        {
            if (!HasRoom(work)) DropAbandoned();
            if (_stopped || !HasRoom(work)) return false;
            _waiting.Enqueue(work);
            _periods += work.Periods;
            Monitor.Pulse(_waiting);
            return true;
        }
    }

    /// <summary>Stops taking work on; what waits is still done, then the threads end.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _stopped = true;
            Monitor.PulseAll(_waiting);
        }

        foreach (Thread thread in _threads) thread.Join();
    }

    private bool HasRoom(IWork work) => _waiting.Count == 0 || (_waiting.Count < _countMax && _periods + work.Periods <= _periodsMax);

    // work whose caller has gone still has to be executed to tell it so, which takes no time
    private void DropAbandoned()
    {
        for (int i = _waiting.Count; i > 0; i--)
        {
            IWork work = _waiting.Dequeue();
            if (work.IsAbandoned)
            {
                _periods -= work.Periods;
                work.Execute();
            }
            else
            {
                _waiting.Enqueue(work);
            }
        }
    }

    private void Loop()
    {
        while (Next() is { } work)
        {
            long begin = _time.GetTimestamp();
            work.Execute();
            double seconds = _time.GetElapsedTime(begin).TotalSeconds;
            lock (_waiting) _meanSeconds = _meanSeconds == 0 ? seconds : ((1 - MeanWeight) * _meanSeconds) + (MeanWeight * seconds);
        }
    }

    private IWork? Next()
    {
        lock (_waiting)
        {
            IWork? work;
            while (!_waiting.TryDequeue(out work))
            {
                if (_stopped) return null;
                Monitor.Wait(_waiting);
            }

            _periods -= work.Periods;
            return work;
        }
    }
}
