using System.Buffers;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;
using SolverGrpc.Service.Handlers;

namespace SolverGrpc.Service.Tests;

/// <summary>Where the problems of a stream are solved: its only worker is busy throughout, so that what is answered was solved by who read it.</summary>
public sealed class SolveManyHandlerTests : IDisposable
{
    // what waits for the busy worker would wait for ever
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SolveAdmission _admission = new(new() { SmallWorkers = 1, LargeWorkers = 1 }, TimeProvider.System);
    private readonly BlockingWork _busy = new();
    private readonly SolveManyHandler _handler;

    public SolveManyHandlerTests() => _handler = new(_admission, new SolveJobPool(TimeProvider.System), inFlightMax: 16);

    public void Dispose()
    {
        _busy.Dispose();
        _admission.Dispose();
    }

    [Fact]
    public async Task SolveMany_AloneOnItsStream_IsSolvedWhereItWasRead()
    {
        await BlockAsync();
        var answers = new Answers();
        await _handler.SolveManyAsync(new Bursts([["a"], ["b"], ["c"]]), answers, new FakeCall()).WaitAsync(Patience);
        Assert.Equal(["a", "b", "c"], answers.All.Select(answer => answer.RequestId));
        Assert.All(answers.All, answer => Assert.Equal(Termination.Optimal, answer.Response.Outcome.Termination));
    }

    [Fact]
    public async Task SolveMany_Burst_LeavesAllButItsLastToWorkers()
    {
        await BlockAsync();
        var answers = new Answers();
        Task answering = _handler.SolveManyAsync(new Bursts([["a", "b", "c"]]), answers, new FakeCall());
        await answers.First.WaitAsync(Patience);
        Assert.Equal("c", Assert.Single(answers.All).RequestId);
        _busy.Release();
        await answering;
        Assert.Equal(["a", "b", "c"], answers.All.Select(answer => answer.RequestId).Order());
    }

    private async Task BlockAsync()
    {
        Assert.True(_admission.TryAdd(_busy, WorkSize.Small, out _));
        await _busy.Begun;
    }

    // messages that arrive together
    private sealed class Bursts(string[][] ids) : IRawStreamReader
    {
        private int _burst = -1, _at;

        public ReadOnlySequence<byte> Current => new(new SolveManyRequest { Solve = Request(ids[_burst][_at]) }.ToByteArray());

        public async ValueTask<bool> MoveNextAsync()
        {
            await Task.Yield();
            _at = 0;
            return ++_burst < ids.Length;
        }

        public bool TryMoveNext() => _at + 1 < ids[_burst].Length && ++_at > 0;

        private static SolveRequest Request(string id)
        {
            SolveRequest request = Valid.Request(3);
            request.RequestId = id;
            return request;
        }
    }

    private sealed class Answers : IRawStreamWriter
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ArrayBufferWriter<byte> _message = new();

        public List<SolveManyResponse> All { get; } = [];

        public Task First => _first.Task;

        public IBufferWriter<byte> BeginMessage() => _message = new();

        public void EndMessage() => All.Add(SolveManyResponse.Parser.ParseFrom(_message.WrittenSpan));

        public ValueTask FlushAsync()
        {
            _first.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
