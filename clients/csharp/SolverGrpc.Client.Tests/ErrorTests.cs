using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;

namespace SolverGrpc.Client.Tests;

/// <summary>What goes wrong has a type, on a single call and on a stream.</summary>
public class ErrorTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromMinutes(1);

    private static async Task AssertFailsAsync<T>(string address, SolveRequest request, TimeSpan timeout)
        where T : CallException
    {
        using var client = new SolverClient(address);
        await Assert.ThrowsAsync<T>(() => client.SolveAsync(request, timeout));
        await Assert.ThrowsAsync<T>(() => client.CompareAsync(new() { Problem = request.Problem }, timeout));
        await Assert.ThrowsAsync<T>(async () => await client.SolveManyAsync([request], timeout).ToListAsync());
        await Assert.ThrowsAsync<T>(async () => await client.TraceFrontierAsync(new() { Problem = request.Problem }, timeout).ToListAsync());
    }

    [Fact]
    public Task NobodyListening_IsUnreachable() => AssertFailsAsync<UnreachableException>("127.0.0.1:1", Service.Request(), Patience);

    [Fact]
    public Task NoAnswer_IsADeadline() => AssertFailsAsync<DeadlineExceededException>(Service.Place("SOLVER_SILENT"), Service.Request(), Soon);

    [Fact]
    public async Task MessageBeyondTheLimit_IsRefused()
    {
        SolveRequest large = Service.Request();
        large.Problem.Cost.HalfSpread.Add(new double[(SolverClient.MessageBytesMax / sizeof(double)) + 1]);
        await AssertFailsAsync<OverloadedException>(Service.Place("SOLVER_TCP"), large, Patience);
    }

    [Fact]
    public async Task MissingBasis_IsRefusedNotGuessed()
    {
        Problem problem = Service.Small();
        problem.Cost.Basis = ImpactBasis.Unspecified;
        using SolverClient client = Service.Connect();
        InvalidProblemException error = await Assert.ThrowsAsync<InvalidProblemException>(() => client.SolveAsync(problem));
        Assert.Equal("problem.cost.basis", Assert.Single(error.Violations).Field);
        Assert.Contains("problem.cost.basis: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(StatusCode.InvalidArgument, error.Code);
        Assert.NotEmpty(error.Reason);
    }

    [Fact]
    public async Task CancelledToken_CancelsTheCall()
    {
        using var client = new SolverClient(Service.Place("SOLVER_SILENT"));
        using var source = new CancellationTokenSource();
        Task<Solution> solve = client.SolveAsync(Service.Small(), cancellation: source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => solve);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await client.SolveManyAsync([Service.Request()], cancellation: source.Token).ToListAsync());
    }

    [Fact]
    public void EveryKindOfError_HasItsType()
    {
        foreach ((StatusCode code, Type type) in new[]
        {
            (StatusCode.InvalidArgument, typeof(InvalidProblemException)), (StatusCode.Unavailable, typeof(UnreachableException)),
            (StatusCode.DeadlineExceeded, typeof(DeadlineExceededException)), (StatusCode.ResourceExhausted, typeof(OverloadedException)),
            (StatusCode.Unimplemented, typeof(NotServedException)), (StatusCode.NotFound, typeof(CallException)), ((StatusCode)77, typeof(CallException)),
        })
            Assert.IsType(type, CallException.From(new RpcException(code, "text")), exactMatch: true);
    }
}
