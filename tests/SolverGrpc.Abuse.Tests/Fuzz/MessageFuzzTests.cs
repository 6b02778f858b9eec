using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Framing;
using SolverGrpc.Rpc.Wire;
using SolverGrpc.Service.Admission;
using SolverGrpc.Service.Handlers;
using SolverGrpc.Service.Tests;

namespace SolverGrpc.Abuse.Tests.Fuzz;

/// <summary>Whatever the bytes are, Solve answers with an outcome in finite numbers, or says what is wrong with them.</summary>
public sealed class MessageFuzzTests : IDisposable
{
    private const int Cases = 3_000;

    private readonly SolveAdmission _admission = new(new(), TimeProvider.System);
    private readonly SolveHandler _handler;
    private readonly SolveInput _input = new();
    private readonly PooledBuffer _response = new();

    public MessageFuzzTests() => _handler = new SolveHandler(_admission, new SolveJobPool(TimeProvider.System));

    public void Dispose()
    {
        _admission.Dispose();
        _response.Dispose();
    }

    [Fact]
    public async Task Solve_OfAnyBytes_EndsWell()
    {
        var seen = new Dictionary<string, int>();
        await FuzzRun.EachAsync(Cases, async random =>
        {
            byte[] bytes = FuzzedMessage.Of(random);
            bool isMessage = Agree(bytes, random);
            string end = await SolveAsync(bytes, random, isMessage);
            seen[end] = seen.GetValueOrDefault(end) + 1;
        });

        if (seen.Values.Sum() < Cases) return;
        string[] usual = ["no message", "invalid", "Optimal", "Feasible", "Infeasible", "Unsupported"];
        Assert.All(usual, end => Assert.True(seen.ContainsKey(end), $"no case ended as {end}: {string.Join(", ", seen)}"));
        Console.WriteLine(string.Join(", ", seen.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}")));
    }

    // the hand parser says what the generated one says; it alone refuses runs of numbers with a negative length
    private bool Agree(byte[] bytes, Random random)
    {
        string? expected = null, actual = null;
        WireError? error = null;
        try
        {
            var message = new SolveInput();
            SolveMessageReader.Read(SolveRequest.Parser.ParseFrom(bytes), message);
            expected = InputText.Of(message);
        }
        catch (InvalidProtocolBufferException)
        {
        }

        try
        {
            SolveWireReader.Read(WireBytes.Split(bytes, random), _input);
            actual = InputText.Of(_input);
        }
        catch (WireFormatException e)
        {
            error = e.Error;
        }

        if (error != WireError.NegativeLength) Assert.Equal(expected, actual);
        return actual is not null;
    }

    private async Task<string> SolveAsync(byte[] bytes, Random random, bool isMessage)
    {
        _response.Clear();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await _handler.SolveAsync(WireBytes.Split(bytes, random), _response, new FakeCall(patience.Token));
        }
        catch (WireFormatException)
        {
            Assert.False(isMessage);
            return "no message";
        }
        catch (RpcException e)
        {
            Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
            Assert.NotEmpty(e.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations);
            return "invalid";
        }

        Assert.True(isMessage);
        SolveResponse response = SolveResponse.Parser.ParseFrom(_response.WrittenSpan);
        Assert.Null(FiniteNumbers.FirstBad(response));
        Assert.NotEqual(Termination.Unspecified, response.Outcome.Termination);
        return $"{response.Outcome.Termination}";
    }
}
