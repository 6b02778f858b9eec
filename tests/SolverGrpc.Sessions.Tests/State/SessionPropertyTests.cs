using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Tests.State;

/// <summary>What holds for every session: random orders and events of every kind, each with its seed.</summary>
public class SessionPropertyTests
{
    private const int EventsPerSession = 40;

    [Theory]
    [InlineData(0, 700)]
    [InlineData(10_000, 700)]
    [InlineData(20_000, 700)]
    public void EverySession_KeepsItsBooks_AndGoesOnFromAnySnapshot_AndFromItsRecord(int first, int count)
    {
        for (int seed = first; seed < first + count; seed++)
        {
            try
            {
                Run(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }

    private static void Run(int seed)
    {
        var random = new RandomSession(seed);
        var batches = new Random(seed);
        StreamReoptimizeRequest open = random.Open();
        Session? session = Session.Open(open, out Google.Rpc.Status? error);
        if (session is null)
        {
            Assert.Equal(3, error!.Code);
            return;
        }

        Session recorded = Session.Open(open, out _)!;
        var books = new Books(open.Open.Problem.QuantityUnits);
        Plan(session, recorded, books);
        for (int i = 0; i < EventsPerSession; i++)
        {
            StreamReoptimizeRequest message = random.Event();
            Session restored = Session.Read(session.Write());
            byte[] before = session.Write();
            Assert.Equal(before, restored.Write());
            Google.Rpc.Status? refused = session.Apply(message);
            Assert.Equal(refused, restored.Apply(message));
            Assert.Equal(refused, recorded.Apply(message));
            if (refused is null) books.Apply(message);
            else Assert.Equal(before, session.Write());
            books.Check(session);
            Assert.Equal(session.Write(), restored.Write());
            Assert.Equal(session.State.StateHash, recorded.State.StateHash);
            random.Closed(session.State.NextPeriod);
            session.Notices.Clear();
            restored.Notices.Clear();
            recorded.Notices.Clear();
            if (batches.Next(3) == 0) continue;

            Plan? plan = Plan(session, recorded, books), again = restored.Replan(default);
            Assert.Equal(Timeless(plan), Timeless(again));
            Assert.Equal(session.Write(), restored.Write());
        }
    }

    private static Plan? Plan(Session session, Session recorded, Books books)
    {
        Plan? plan = session.Replan(default);
        books.Check(session);
        if (plan is null) return null;
        recorded.Adopt(SolverGrpc.Contracts.V1.Plan.Parser.ParseFrom(plan.ToByteArray()));
        Assert.Equal(plan.State.StateHash, recorded.State.StateHash);
        Assert.All(plan.Units, units => Assert.True(units >= 0));
        Assert.Equal(plan.Units.Sum(), plan.State.PlannedUnits);
        long free = books.Parent - books.Filled - books.Working;
        Assert.InRange(plan.State.PlannedUnits, 0, Math.Max(0, free));
        bool all = session.Phase == Phase.Working && plan.Outcome.Termination is Termination.Optimal or Termination.Feasible
            && !session.Notices.Any(notice => notice.Warning?.Kind == WarningKind.Infeasible);
        if (all && session.Phase == Phase.Working) Assert.Equal(Math.Max(0, free), plan.State.PlannedUnits);
        return plan;
    }

    private static Plan? Timeless(Plan? plan)
    {
        if (plan is null) return null;
        Plan timeless = plan.Clone();
        timeless.SolveTimeNs = 0;
        return timeless;
    }

    /// <summary>The same bookkeeping by the shortest way there is, from the events that were taken.</summary>
    private sealed class Books(long parent)
    {
        private readonly Dictionary<string, (long Units, long Filled, bool Open)> _children = [];
        private readonly Dictionary<string, (string Child, long Units)> _executions = [];

        public long Parent { get; private set; } = parent;

        public long Filled => _executions.Values.Sum(execution => execution.Units);

        public long Working => _children.Values.Sum(child => child.Open ? Math.Max(0, child.Units - child.Filled) : 0);

        public void Apply(StreamReoptimizeRequest message)
        {
            if (message.ChildSubmitted is { } submitted) _children[submitted.ChildId] = (submitted.Units, 0, true);
            if (message.ChildReplaced is { } replaced) Change(replaced.ChildId, child => (replaced.Units, child.Filled, child.Open));
            if (message.ChildCancelled is { } cancelled) Change(cancelled.ChildId, child => child with { Open = false });
            if (message.ChildRejected is { } rejected) Change(rejected.ChildId, child => child with { Open = false });
            if (message.Fill is { } fill && !_executions.ContainsKey(fill.ExecId)) Execute(fill.ExecId, fill.ChildId, fill.Units);
            if (message.FillCorrect is { } correct) Execute(correct.ExecId, _executions[correct.ExecId].Child, correct.Units);
            if (message.FillBust is { } bust) Execute(bust.ExecId, _executions[bust.ExecId].Child, 0);
            if (message.Amend is { NewQuantityCase: Amend.NewQuantityOneofCase.QuantityUnits } amend) Parent = Math.Max(amend.QuantityUnits, Filled + Working);
        }

        public void Check(Session session)
        {
            SessionState state = session.State;
            Assert.Equal((Parent, Filled, Working), (state.ParentUnits, state.FilledUnits, state.WorkingUnits));
            Assert.Equal(state.ParentUnits, state.FilledUnits + state.WorkingUnits + state.PlannedUnits + state.ResidualUnits);
            Assert.True(state.PlannedUnits >= 0);
            if (session.Phase != Phase.Working) Assert.Equal(0, state.PlannedUnits);
        }

        private void Execute(string id, string child, long units)
        {
            long more = units - _executions.GetValueOrDefault(id).Units;
            _executions[id] = (child, units);
            Change(child, known => known with { Filled = known.Filled + more });
        }

        private void Change(string id, Func<(long Units, long Filled, bool Open), (long Units, long Filled, bool Open)> change)
        {
            if (!_children.TryGetValue(id, out var child)) return;
            var changed = change(child);
            _children[id] = changed with { Open = changed.Open && changed.Filled < changed.Units };
        }
    }
}
