using System.Buffers;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Service.Admission;
using SolverGrpc.Service.Handlers;

namespace SolverGrpc.Service.Tests;

public sealed class SolveHandlerTests : IDisposable
{
    private const int LargePeriods = WorkEstimate.CallerPeriodsMax + 1;

    private readonly SolveAdmission _admission = new(new() { SmallWorkers = 1, LargeWorkers = 1, SmallQueueMax = 1, LargeQueueMax = 1 }, TimeProvider.System);
    private readonly List<BlockingWork> _blocking = [];
    private readonly SolveHandler _handler;
    private readonly ArrayBufferWriter<byte> _response = new(1 << 20);

    public SolveHandlerTests() => _handler = new(_admission, new SolveJobPool(TimeProvider.System));

    public void Dispose()
    {
        foreach (BlockingWork work in _blocking) work.Dispose();
        _admission.Dispose();
    }

    [Fact]
    public void Solve_SmallProblemAgain_AllocatesNothing()
    {
        var bytes = new ReadOnlySequence<byte>(Valid.Request(390).ToByteArray());
        var call = new FakeCall();
        // the first ones grow the memory and compile the code
        for (int i = 0; i < 20; i++) Solve();

        Assert.Equal(0, Allocation.Of(Solve));
        Assert.Equal(Termination.Optimal, Answer().Outcome.Termination);

        void Solve()
        {
            _response.ResetWrittenCount();
            ValueTask done = _handler.SolveAsync(bytes, _response, call);
            Assert.True(done.IsCompletedSuccessfully);
        }
    }

    [Fact]
    public async Task Solve_LargeWorkersBusy_SmallOnesAreNotDelayed()
    {
        BlockingWork busy = await BlockAsync(WorkSize.Large);
        // too many passes for the calling thread, so that it needs a worker
        SolveRequest small = Valid.Request(4000);
        await _handler.SolveAsync(new(small.ToByteArray()), _response, new FakeCall());
        Assert.Equal(Termination.Optimal, Answer().Outcome.Termination);
        Assert.False(busy.Done.IsCompleted);
    }

    [Fact]
    public async Task Solve_QueueFull_IsTurnedAwayWithPushback()
    {
        await BlockAsync(WorkSize.Large);
        Enqueue(WorkSize.Large);
        RpcException e = await Assert.ThrowsAsync<RpcException>(
            () => _handler.SolveAsync(new(Valid.Request(LargePeriods).ToByteArray()), _response, new FakeCall()).AsTask());
        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        Assert.InRange(int.Parse(e.Trailers.GetValue("grpc-retry-pushback-ms")!, System.Globalization.CultureInfo.InvariantCulture), 1, 30_000);
        Assert.NotNull(e.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>());
    }

    [Fact]
    public async Task Solve_CallEndsWhileWaiting_IsNotStarted()
    {
        BlockingWork busy = await BlockAsync(WorkSize.Large);
        using var ended = new CancellationTokenSource();
        Task solve = _handler.SolveAsync(new(Valid.Request(LargePeriods).ToByteArray()), _response, new FakeCall(ended.Token)).AsTask();
        await ended.CancelAsync();
        busy.Release();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => solve);
        Assert.Equal(0, _response.WrittenCount);
    }

    [Fact]
    public async Task Solve_LargeFaultyProblem_IsRefusedByTheWorker()
    {
        SolveRequest request = Valid.Request(LargePeriods);
        request.Problem.Cost.PowerLaw.Alpha[LargePeriods - 1] = -1;
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => _handler.SolveAsync(new(request.ToByteArray()), _response, new FakeCall()).AsTask());
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains($"alpha[{LargePeriods - 1}]", e.Status.Detail, StringComparison.Ordinal);
    }

    private SolveResponse Answer() => SolveResponse.Parser.ParseFrom(_response.WrittenSpan);

    private async Task<BlockingWork> BlockAsync(WorkSize size)
    {
        BlockingWork busy = Enqueue(size);
        await busy.Begun;
        return busy;
    }

    private BlockingWork Enqueue(WorkSize size)
    {
        var work = new BlockingWork();
        _blocking.Add(work);
        Assert.True(_admission.TryAdd(work, size, out _));
        return work;
    }
}
