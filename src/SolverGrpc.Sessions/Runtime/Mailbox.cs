using System.Diagnostics.CodeAnalysis;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// Mail for one reader at a time, without a thread: whoever runs the mailbox and finds nobody at it works until it is empty.
/// </summary>
/// <param name="work">Works on a batch: all the mail that has arrived. Must not throw.</param>
/// <param name="pool">Runs work elsewhere.</param>
internal sealed class Mailbox(Func<IReadOnlyList<Mail>, ValueTask> work, Action<IThreadPoolWorkItem> pool) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private List<Mail>? _arrived, _spare;
    private bool _busy;

    /// <summary>Leaves mail; somebody has to <see cref="Run"/>.</summary>
    public void Put(in Mail mail)
    {
        lock (_gate)
        {
            _arrived ??= _spare ?? [];
            _spare = null;
            _arrived.Add(mail);
        }
    }

    /// <summary>Works on what has arrived, on this thread, unless somebody else does already.</summary>
    public void Run()
    {
        if (TryBegin(out List<Mail>? batch)) _ = RunAsync(batch);
    }

    /// <summary>Has it run elsewhere.</summary>
    public void Schedule() => pool(this);

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => Run();

    private async Task RunAsync(List<Mail> batch)
    {
        for (List<Mail>? next = batch; next is not null; next = GoOn(next))
        {
            await work(next).ConfigureAwait(false);
            next.Clear();
        }
    }

    private bool TryBegin([NotNullWhen(true)] out List<Mail>? batch)
    {
        lock (_gate)
        {
            batch = null;
            if (_busy || _arrived is not { Count: > 0 }) return false;
            _busy = true;
            (batch, _arrived) = (_arrived, null);
            return true;
        }
    }

    // what came meanwhile; an idle mailbox keeps no list
    private List<Mail>? GoOn(List<Mail> empty)
    {
        lock (_gate)
        {
            List<Mail>? batch = _arrived;
            _busy = batch is not null;
            _arrived = null;
            _spare = _busy ? empty : null;
            return batch;
        }
    }
}
