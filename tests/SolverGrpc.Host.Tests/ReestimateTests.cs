using SolverGrpc.Contracts.V1;
using SolverGrpc.Market.Generation;
using SolverGrpc.Rpc;

namespace SolverGrpc.Host.Tests;

/// <summary>A session that is traded elsewhere: what was seen goes in, updates ready for StreamReoptimize come out.</summary>
public sealed class ReestimateTests(CalibrationTests.HostWithFolder host) : IClassFixture<CalibrationTests.HostWithFolder>
{
    private const double HalfSpread = 0.02;

    private static readonly Method<ReestimateRequest, ReestimateResponse> Reestimate = Rpc.Method.Of<ReestimateRequest, ReestimateResponse>(CalibrationReflection.Descriptor.Services[0], "Reestimate");

    private static readonly Method<StreamReoptimizeRequest, StreamReoptimizeResponse> StreamReoptimize =
        Rpc.Method.Of<StreamReoptimizeRequest, StreamReoptimizeResponse>(SolverServiceReflection.Descriptor.Services[0], "StreamReoptimize");

    private static readonly SessionOptions Session = new() { PeriodCount = 20, BooksPerPeriod = 40, TradesPerPeriod = 6 };

    [Fact]
    public async Task Executions_ThatAreDearer_RaiseTheUpdatesStepByStep()
    {
        Problem problem = Truth();
        using var stream = host.Channel.DuplexStreamingCall(Reestimate);
        await stream.RequestStream.WriteAsync(new ReestimateRequest { Open = new() { Problem = problem } });
        var answers = new List<ReestimateResponse>();
        for (int i = 0; i < Session.PeriodCount; i++)
        {
            for (int k = 0; k < 5; k++)
            {
                double x = 400 + (50 * k), slippage = problem.Cost.PowerLaw.Alpha[i] * Math.Pow(x, problem.Cost.PowerLaw.Beta[i]);
                await stream.RequestStream.WriteAsync(new ReestimateRequest { Execution = new() { Quantity = x, Price = 50 + HalfSpread + (2 * slippage), Mid = 50 } });
            }

            await stream.RequestStream.WriteAsync(new ReestimateRequest { Close = new() { Period = i } });
            Assert.True(await stream.ResponseStream.MoveNext(default));
            answers.Add(stream.ResponseStream.Current);
        }

        Assert.Equal(Enumerable.Range(1, 19), answers.SkipLast(1).Select(answer => answer.Update.FromPeriod));
        Assert.Null(answers[^1].Update);
        Assert.Equal(2, answers[^1].ImpactScale, 0.1);
        Assert.Equal(WatchedQuantity.Impact, Assert.Single(answers[1].Jumps).Quantity);
        Assert.Empty(answers[^1].Jumps);
        // absolute, whatever was sent before
        Assert.Equal(problem.Cost.PowerLaw.Alpha[19] * answers[18].ImpactScale, Assert.Single(answers[18].Update.PowerLaw.Alpha), 1e-12);
        Assert.Empty(answers[18].Update.PowerLaw.Beta);
        Assert.Equal(0, answers[18].Update.ImpactScale);
        for (int i = 1; i < answers.Count; i++) Assert.InRange(answers[i].ImpactScale / answers[i - 1].ImpactScale, 0.8, 1.2501);
    }

    [Fact]
    public async Task Session_AsCalibrated_ChangesLittle_AndIsAnsweredTheSameAgain()
    {
        List<ReestimateResponse> first = await RunAsync(Truth()), again = await RunAsync(Truth());
        Assert.Equal(first, again);
        Assert.All(first.Skip(8), answer => Assert.InRange(answer.ImpactScale, 0.85, 1.15));
        Assert.All(first.SkipLast(1), answer => Assert.Equal(20 - answer.Update.FromPeriod, answer.Update.Volume.Count));
        Assert.All(first.SkipLast(1), answer => Assert.Equal(20 - answer.Update.FromPeriod, answer.Update.HalfSpread.Count));
    }

    [Theory]
    [InlineData("quadratic")]
    [InlineData("levels")]
    [InlineData("one-value")]
    public async Task Update_OfAnyModel_IsTakenByASession(string model)
    {
        Problem problem = Truth();
        CostModel cost = problem.Cost;
        if (model == "quadratic") cost.Quadratic = new() { Alpha = { 1e-5 }, Beta = { 1e-9 } };
        else if (model == "one-value") cost.PowerLaw = new() { Alpha = { 0.001 }, Beta = { 0.6 } };
        else (cost.Basis, cost.PiecewiseLinear) = (ImpactBasis.TotalCost, new() { LevelCount = { 2 }, LevelSize = { 500, double.PositiveInfinity }, LevelPrice = { 0.01, 0.03 } });
        MarketUpdate update = (await RunAsync(problem))[4].Update;

        problem.Quantity = 0;
        problem.QuantityUnits = 5_000;
        using var session = host.Channel.DuplexStreamingCall(StreamReoptimize);
        await session.RequestStream.WriteAsync(new StreamReoptimizeRequest
        {
            Seq = 1,
            Open = new() { SessionKey = Google.Protobuf.ByteString.CopyFrom(Guid.NewGuid().ToByteArray()), ClientOrderId = model, Problem = problem, Policy = new() { Durability = Durability.None } },
        });
        for (int i = 0; i < 5; i++) await session.RequestStream.WriteAsync(new StreamReoptimizeRequest { Seq = i + 2, PeriodClose = new() { Period = i, ReferencePriceTicks = 5_000 } });
        await session.RequestStream.WriteAsync(new StreamReoptimizeRequest { Seq = 7, MarketUpdate = update });
        StreamReoptimizeResponse last;
        do
        {
            Assert.True(await session.ResponseStream.MoveNext(default));
            last = session.ResponseStream.Current;
            Assert.Null(last.EventRejected);
        }
        while (last.BasedOnSeq < 7 || last.Plan is null);
        Assert.Equal(Termination.Optimal, last.Plan.Outcome.Termination);
    }

    public static TheoryData<string, Action<ReestimateRequest>> WrongOpen => new()
    {
        { "open.problem", r => r.Open.Problem = null },
        { "open.problem.cost.power_law.alpha[2]", r => r.Open.Problem.Cost.PowerLaw.Alpha[2] = double.NaN },
        { "open.half_life_periods", r => r.Open.HalfLifePeriods = -1 },
        { "open.step_max", r => r.Open.StepMax = 1 },
        { "open.execution_weight", r => r.Open.ExecutionWeight = double.NaN },
        { "open.sample_seconds", r => r.Open.SampleSeconds = 1e-9 },
        { "open.conditioning.ahead", r => r.Open.Conditioning = new() { Ahead = 2 } },
        { "open.problem", r => r.Close = new() },
    };

    [Theory]
    [MemberData(nameof(WrongOpen))]
    public async Task Open_ThatIsWrong_IsNamed(string field, Action<ReestimateRequest> change)
    {
        var open = new ReestimateRequest { Open = new() { Problem = Truth() } };
        change(open);
        await FailsAsync(field, open);
    }

    public static TheoryData<string, ReestimateRequest> WrongItem => new()
    {
        { "close.period", new() { Close = new() { Period = 3 } } },
        { "execution.quantity", new() { Execution = new() { Price = 1, Mid = 1 } } },
        { "execution.price", new() { Execution = new() { Quantity = 1, Price = double.PositiveInfinity, Mid = 1 } } },
        { "execution.mid", new() { Execution = new() { Quantity = 1, Price = 1 } } },
        { "batch.events[0].bid_price", new() { Batch = new() { Events = { new MarketEvent { BidPrice = { -1 }, BidSize = { 1 } } } } } },
        { "batch", new() { Open = new() } },
    };

    [Theory]
    [MemberData(nameof(WrongItem))]
    public async Task Item_ThatIsWrong_IsNamed(string field, ReestimateRequest item) => await FailsAsync(field, new ReestimateRequest { Open = new() { Problem = Truth() } }, item);

    private async Task FailsAsync(string field, params ReestimateRequest[] requests)
    {
        using var stream = host.Channel.DuplexStreamingCall(Reestimate);
        try
        {
            foreach (ReestimateRequest request in requests) await stream.RequestStream.WriteAsync(request);
            await stream.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // reading tells why
        }

        var error = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(field, SolverClient.Fields(error));
    }

    private async Task<List<ReestimateResponse>> RunAsync(Problem problem)
    {
        using var stream = host.Channel.DuplexStreamingCall(Reestimate);
        await stream.RequestStream.WriteAsync(new ReestimateRequest { Open = new() { Problem = problem } });
        var session = new SimulatedSession(Session);
        var item = new Market.Readers.MarketEvent();
        var batch = new MarketBatch();
        var answers = new List<ReestimateResponse>();
        async Task CloseAsync()
        {
            await stream.RequestStream.WriteAsync(new ReestimateRequest { Batch = batch });
            await stream.RequestStream.WriteAsync(new ReestimateRequest { Close = new() { Period = answers.Count } });
            Assert.True(await stream.ResponseStream.MoveNext(default));
            answers.Add(stream.ResponseStream.Current);
            batch = new MarketBatch();
        }

        while (session.Read(item))
        {
            while ((item.TimeNs - Session.StartNs) / 1e9 >= (answers.Count + 1) * Session.PeriodSeconds) await CloseAsync();
            batch.Events.Add(CalibrationTests.Message(item));
        }

        while (answers.Count < Session.PeriodCount) await CloseAsync();
        return answers;
    }

    // what was put into the simulated session
    private static Problem Truth()
    {
        var truth = new SessionTruth(Session);
        return new Problem
        {
            Side = Side.Buy,
            Quantity = 5_000,
            Grid = new() { PeriodCount = Session.PeriodCount, DurationSeconds = { Session.PeriodSeconds } },
            Cost = new()
            {
                Basis = ImpactBasis.PerShare,
                HalfSpread = { truth.HalfSpread },
                PowerLaw = new() { Alpha = { truth.SlippageCoefficient }, Beta = { truth.SlippageExponent } },
                ValidUpTo = { 2_000 },
            },
            Bounds = new() { Volume = { truth.Volume } },
            Dynamics = new() { Volatility = { truth.Volatility } },
            Instrument = new() { Symbol = "SIM", TickSize = 0.01, ArrivalPrice = Session.Price },
        };
    }
}
