using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using SolverGrpc.Sessions.State;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Bench;

/// <summary>
/// The <c>event-stages</c> command: what each part of the way from an event's bytes to its plan's bytes takes and allocates, in one process and without
/// a network, with warm caches and, as it is when an event comes alone, with cold ones. The order is that of the load generator.
/// </summary>
internal static class EventStages
{
    private const int Periods = 390, WarmUp = 20_000, Events = 4_000, ColdEvents = 1_000;
    private const long UnitsPerPeriod = 2_500_000, ChildUnits = 1_500_000;

    /// <summary>Prints a line of JSON for new impact for all periods, and one for executions.</summary>
    public static int Run()
    {
        foreach (bool fills in (bool[])[false, true]) Run(fills);
        return 0;
    }

    private static void Run(bool fills)
    {
        var events = new WorkedOrder(fills);
        var (parse, known, apply) = (new Stage("parse the message"), new Stage("know it again by its hash"), new Stage("check and apply it"));
        var (plan, journalled, told) = (new Stage("plan"), new Stage("what changed in the plan, or all of it, for the journal"), new Stage("the same for the stream"));
        var (map, solve, state) = (new Stage("– the problem", !fills), new Stage("– the solve in whole units, with its proof", !fills), new Stage("– the state's hash"));
        Stage[] all = [parse, known, apply, plan, journalled, told], stages = [parse, known, apply, plan, map, solve, state, journalled, told];
        var session = Session.Open(events.Open, out _)!;
        var outbox = new Outbox(new StreamLimits(), Durability.Group);
        outbox.Open(new());
        outbox.Take();
        Plan before = session.Replan(CancellationToken.None)!;
        session.Apply(WorkedOrder.Child);
        var parameters = new Parameters(events.Open.Open.Problem);
        var settings = new SolveSettings();
        var trash = new long[8 << 20];
        for (int i = 0; i < WarmUp + Events + ColdEvents; i++)
        {
            if (i == WarmUp) foreach (Stage stage in stages) stage.Forget();
            if (i == WarmUp + Events) foreach (Stage stage in stages) stage.Cool();
            if (i >= WarmUp + Events) for (int k = 0; k < trash.Length; k += 8) trash[k]++;
            byte[] bytes = events.Next().ToByteArray();
            StreamReoptimizeRequest message = parse.Of(() => StreamReoptimizeRequest.Parser.ParseFrom(bytes));
            known.Of(() => new InboundEvent(message, bytes, 0).ContentHash());
            if (apply.Of(() => session.Apply(message)) is { } refusal) throw new InvalidOperationException(refusal.ToString());
            Plan made = plan.Of(() => session.Replan(CancellationToken.None)) ?? throw new InvalidOperationException("no plan");
            if (made.Outcome.Termination != Contracts.V1.Termination.Optimal) throw new InvalidOperationException(made.Outcome.ToString());
            journalled.Of(() => PlanWriter.Bytes(PlanChanges.Since(before, made)));
            before = made;
            told.Of(() =>
            {
                outbox.SetPlan(made, message.Seq);
                outbox.Advance(message.Seq, message.Seq);
                return outbox.Take();
            });
            session.Notices.Clear();
            if (message.MarketUpdate is { } update) new MarketChange(update, Periods).Apply(parameters.Problem);
            AllocationProblem problem = map.Of(() => parameters.Map(0, Periods, UnitsPerPeriod * Periods, PlanningMemory.OfThread, out _));
            (problem.Lots, problem.Lower[0]) = (new(1, UnitsPerPeriod * Periods, 1, OddLotRule.None), fills ? ChildUnits : 0);
            settings = settings with { WarmLambda = solve.Of(() => Solved(problem, settings)) };
            state.Of(() => session.State);
        }

        Console.WriteLine(new JsonObject
        {
            ["event"] = fills ? "fill" : "market",
            ["stages"] = new JsonArray([.. stages.Where(stage => stage.IsPartOfIt).Select(stage => stage.Figures), Figures("all", all.Sum(s => s.Warm), all.Sum(s => s.Cold), all.Sum(s => s.Bytes))]),
        }.ToJsonString());
    }

    private static JsonObject Figures(string name, double warm, double cold, long bytes) =>
        new() { ["name"] = name, ["warm_ns"] = warm, ["cold_ns"] = cold, ["bytes"] = bytes };

    private static double Solved(AllocationProblem problem, in SolveSettings settings)
    {
        PlanningMemory memory = PlanningMemory.OfThread;
        Solver.Solve(problem, settings, memory.Workspace, memory.Answer);
        return memory.Answer.Lambda;
    }

    // a part that the event may not ask for is done all the same, so that both kinds are measured alike
    private sealed class Stage(string name, bool isPartOfIt = true)
    {
        private readonly List<long> _ticks = [];
        private long _allocated;

        public bool IsPartOfIt => isPartOfIt;

        public double Warm { get; private set; }

        public double Cold => Median();

        public long Bytes { get; private set; }

        public T Of<T>(Func<T> work)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), begin = Stopwatch.GetTimestamp();
            T result = work();
            _ticks.Add(Stopwatch.GetTimestamp() - begin);
            _allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            return result;
        }

        public void Forget()
        {
            _ticks.Clear();
            _allocated = 0;
        }

        public void Cool()
        {
            (Warm, Bytes) = (Median(), _allocated / _ticks.Count);
            Forget();
        }

        public JsonObject Figures => EventStages.Figures(name, Warm, Cold, Bytes);

        private double Median()
        {
            _ticks.Sort();
            return Stopwatch.GetElapsedTime(0, _ticks[_ticks.Count / 2]).TotalNanoseconds;
        }
    }

    private sealed class WorkedOrder
    {
        private readonly bool _fills;
        private readonly PowerLawModel _model = new();
        private readonly Random _random = new(Periods);
        private long _seq = 2;

        public WorkedOrder(bool fills)
        {
            _fills = fills;
            for (int i = 0; i < Periods; i++)
            {
                double day = (i + 0.5) / Periods;
                _model.Alpha.Add(0.01 * (1 + (4 * day * (1 - day))) * (0.9 + (0.2 * _random.NextDouble())));
                _model.Beta.Add(0.4 + (0.3 * _random.NextDouble()));
            }
        }

        public static StreamReoptimizeRequest Child => new() { Seq = 2, ChildSubmitted = new() { ChildId = "child", Units = ChildUnits } };

        public StreamReoptimizeRequest Open => new()
        {
            Seq = 1,
            Open = new()
            {
                SessionKey = ByteString.CopyFrom(new byte[16]),
                ClientOrderId = "order",
                Problem = new()
                {
                    Side = Side.Buy,
                    QuantityUnits = UnitsPerPeriod * Periods,
                    Instrument = new() { TickSize = 0.01, ArrivalPrice = 100 },
                    Grid = new() { PeriodCount = Periods },
                    Cost = new() { Basis = ImpactBasis.PerShare, PowerLaw = _model.Clone() },
                },
            },
        };

        public StreamReoptimizeRequest Next() => _fills
            ? new() { Seq = ++_seq, Fill = new() { ExecId = _seq.ToString("x16", CultureInfo.InvariantCulture), ChildId = "child", Units = 1, PriceTicks = 10_000 } }
            : new() { Seq = ++_seq, MarketUpdate = new() { PowerLaw = new() { Alpha = { _model.Alpha.Select(alpha => alpha * (0.99 + (0.02 * _random.NextDouble()))) } } } };
    }
}
