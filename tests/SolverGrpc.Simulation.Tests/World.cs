using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Runtime;
using SolverGrpc.Sessions.State;
using SolverGrpc.Sessions.Tests.Journal;

namespace SolverGrpc.Simulation.Tests;

/// <summary>
/// Clients, a network, a server and its disk, in one thread and from one seed: whose turn it is, what breaks, what a power
/// failure leaves. The same seed is the same story.
/// </summary>
internal sealed class World : IDisposable
{
    private const int StepsMax = 100_000;

    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly SessionRuntimeOptions _options;
    private readonly Archive _archive;
    private readonly List<Client> _clients = [];
    private Server? _server;
    private int _faultsLeft;

    private World(int seed, bool syncsAreReal)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random) { PageBytes = 1 << _random.Next(5, 12), SyncsAreReal = syncsAreReal };
        _archive = new Archive(_disk);
        _faultsLeft = _random.Next(12);
        _options = new SessionRuntimeOptions
        {
            InstanceId = "simulated",
            EventsAheadMax = _random.Next(1, 20),
            Journal = new() { SegmentBytes = _random.Next(500, 20_000), RetainedBytesMax = _random.Next(1_000, 40_000) },
            Stream = new() { HistoryBytesMax = _random.Next(4) == 0 ? 0 : _random.Next(10_000) },
        };
        for (int i = _random.Next(1, 4); i > 0; i--) _clients.Add(new Client(new OrderScript(_random, i)));
    }

    /// <summary>Lives through one seed and checks how it ends.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="syncsAreReal">False: the disk lies, and a power failure loses what was promised.</param>
    public static void Run(int seed, bool syncsAreReal = true)
    {
        using var world = new World(seed, syncsAreReal);
        world.Live();
        foreach (Client client in world._clients) world.CheckEnd(client);
    }

    /// <inheritdoc/>
    public void Dispose() => _disk.Dispose();

    private void Live()
    {
        for (int step = 0; !_clients.TrueForAll(client => client.IsThrough); step++)
        {
            Assert.True(step < StepsMax, "the story does not end");
            Step(step);
        }

        _faultsLeft = 0;
        Settle();
    }

    private void Step(int step)
    {
        try
        {
            if (_server is null) Start();
            else if (_faultsLeft > 0 && _random.Next(60) == 0) Fault();
            else GoOn(step);
        }
        catch (PowerFailure)
        {
            Crash(powerFails: true);
        }
        catch (JournalException e) when (e.Fault.Kind is JournalFaultKind.Sync or JournalFaultKind.DiskFull)
        {
            // the host ends the process
            Crash(_random.Next(2) == 0);
        }
    }

    private void Start() => _server = new Server(_disk, _options, _random);

    private void GoOn(int step)
    {
        Server server = _server!;
        Client client = _clients[_random.Next(_clients.Count)];
        switch (_random.Next(9))
        {
            case 0 when client.Wire is null: server.Accept(client.Connect()); break;
            case 0 or 1: client.SendNext(_random); break;
            case 2: client.Read(); break;
            case 3: server.Read(_random.Next(1, 6)); break;
            case 4: server.Write(_random.Next(1, 4)); break;
            case 5: server.RunWork(); break;
            case 6 when _random.Next(2) == 0: server.Commit(); break;
            case 7: server.NoticeBroken(); break;
            case 8 when _random.Next(50) == 0: server.Time.Advance(TimeSpan.FromSeconds(_random.Next(20))); break;
            case 8 when step % 500 == 0 && client.Wire is not null: client.SendAgain(); break;
        }
    }

    private void Fault()
    {
        _faultsLeft--;
        Client client = _clients[_random.Next(_clients.Count)];
        switch (_random.Next(6))
        {
            case 0 or 1: if (client.Wire is not null) client.Break(); break;
            case 2: Crash(powerFails: false); break;
            case 3: Crash(powerFails: true); break;
            case 4: _disk.OperationsLeft = _random.Next(6); break;
            case 5: _disk.SyncsLeft = _random.Next(4); break;
        }
    }

    private void Crash(bool powerFails)
    {
        _server?.Die();
        _server = null;
        if (powerFails) _disk.FailPower();
        else _disk.Restart();
    }

    // without faults everything comes to rest; then every client resumes once more and asks how things stand
    private void Settle()
    {
        _disk.Restart();
        foreach (Client client in _clients)
        {
            if (client.Wire is not null) client.Break();
            Resumed? before = client.Resumed;
            for (int step = 0; ReferenceEquals(client.Resumed, before) || client.Wire is null || !client.HasRead; step++)
            {
                Assert.True(step < StepsMax, "the client cannot resume");
                if (_server is null) Start();
                if (client.Wire is null) _server!.Accept(client.Connect());
                for (int i = 0; i < 4; i++) _server!.NoticeBroken();
                while (!_server!.IsIdle) _server.RunWork();
                _server.Read(100);
                _server.Commit();
                while (!_server.IsIdle) _server.RunWork();
                _server.Write(100);
                client.Read();
            }
        }
    }

    private void CheckEnd(Client client)
    {
        List<ArchivedRecord> records = [.. _archive.Records.Where(record => client.Owns(record))];
        KeptSession undisturbed = Undisturbed.Run(records);
        SessionState expected = undisturbed.State.State, actual = client.Resumed!.State;
        Assert.Equal(client.Script.FilledUnits, actual.FilledUnits);
        Assert.Equal(expected, actual);
        Assert.Equal(client.Script.Events.Count, undisturbed.Inbox.LastSeq);
        Assert.Equal(undisturbed.Inbox.Refusals.Select(refusal => (refusal.Key, refusal.Value.Code)), client.Refused.Select(refusal => (refusal.Key, refusal.Value)));
        CheckLastWords(client, undisturbed.State);
        if (undisturbed.State.HasPeriods && undisturbed.Plan is { } plan)
            Assert.Equal(plan.Units.Select((units, i) => (plan.FromPeriod + i, units)), client.Planned.OrderBy(period => period.Key).Select(period => (period.Key, period.Value)));
    }

    // what is over is said to be, whatever was lost on the way
    private static void CheckLastWords(Client client, Session undisturbed)
    {
        foreach (StreamReoptimizeResponse expected in undisturbed.LastWords)
        {
            if (expected.Residual is not null) Assert.NotNull(client.Residual);
            else Assert.Equal((expected.Done.Summary.FilledUnits, expected.Done.Summary.AveragePrice), (client.Summary?.FilledUnits, client.Summary?.AveragePrice));
        }
    }
}
