using System.Globalization;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Tests.State;

/// <summary>
/// A session as text. <c>buy UNITS PERIODS [POLICY]</c> or <c>sell ...</c> begins it, with the same quadratic cost in every period, a tick of 0.01 and an
/// arrival price of 100; each further line is an event in protobuf's JSON, planned after at once, and what it must cause follows, in order:
/// <code>
/// - refused CODE FIELD             - warning KIND UNITS        - residual UNITS POLICY
/// - done FILLED SPREAD IMPACT TIMING OPPORTUNITY               all of these, no more and no less
/// - state PARENT FILLED WORKING PLANNED RESIDUAL NEXT          where it is said
/// - plan UNITS...                  - no plan                   where it is said
/// </code>
/// </summary>
internal sealed class SessionScript
{
    private static readonly JsonParser Json = new(JsonParser.Settings.Default);

    private readonly List<(int Line, string Event, List<string> Expected)> _steps = [];
    private Session _session = null!;

    /// <summary>Reads a script.</summary>
    public SessionScript(IEnumerable<string> lines)
    {
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (line.StartsWith("- ", StringComparison.Ordinal)) _steps[^1].Expected.Add(line[2..].Trim());
            else if (line.Length > 0 && line[0] != '#') _steps.Add((number, line, []));
        }
    }

    /// <summary>The events that the script applies.</summary>
    public HashSet<StreamReoptimizeRequest.EventOneofCase> Events { get; } = [];

    /// <summary>Plays it.</summary>
    public void Play()
    {
        foreach ((int line, string text, List<string> expected) in _steps)
        {
            (List<string> caused, Plan? plan) = text[0] != '{' ? Open(text.Split(' ', 4)) : Take(text);
            Assert.True(expected.Where(IsNotice).SequenceEqual(caused), $"line {line}: expected {Lines(expected.Where(IsNotice))}, but {Lines(caused)}");
            foreach (string state in expected.Where(e => e.StartsWith("state ", StringComparison.Ordinal))) Assert.True(state == State(), $"line {line}: {State()}");
            string planned = plan is null ? "no plan" : $"plan {string.Join(' ', plan.Units)}";
            foreach (string units in expected.Where(e => e.Contains("plan", StringComparison.Ordinal))) Assert.True(units == planned, $"line {line}: {planned}");
        }
    }

    private static bool IsNotice(string expected) => !expected.StartsWith("state ", StringComparison.Ordinal) && !expected.Contains("plan", StringComparison.Ordinal);

    private static string Lines(IEnumerable<string> lines) => $"[{string.Join("; ", lines)}]";

    private (List<string> Caused, Plan? Plan) Open(string[] words)
    {
        var problem = new Problem
        {
            Side = Enum.Parse<Side>(words[0], ignoreCase: true),
            QuantityUnits = long.Parse(words[1], CultureInfo.InvariantCulture),
            Grid = new() { PeriodCount = int.Parse(words[2], CultureInfo.InvariantCulture) },
            Cost = new() { Basis = ImpactBasis.TotalCost, Quadratic = new() { Beta = { 0.001 } } },
            Instrument = new() { TickSize = 0.01, ArrivalPrice = 100 },
        };
        SessionPolicy? policy = words.Length > 3 ? Json.Parse<SessionPolicy>(words[3]) : null;
        Session? session = Session.Open(Orders.Open(problem, policy), out Google.Rpc.Status? error);
        Assert.Null(error);
        _session = session!;
        return Said();
    }

    private (List<string> Caused, Plan? Plan) Take(string text)
    {
        StreamReoptimizeRequest message = Json.Parse<StreamReoptimizeRequest>(text);
        Events.Add(message.EventCase);
        byte[] before = _session.Write();
        if (_session.Apply(message) is not { } refused) return Said();
        Assert.Equal(before, _session.Write());
        return ([$"refused {(StatusCode)refused.Code} {refused.Message.Split([' ', ':'])[0]}"], null);
    }

    private (List<string> Caused, Plan? Plan) Said()
    {
        Plan? plan = _session.Replan(default);
        List<string> said = [.. _session.Notices.Select(Text)];
        _session.Notices.Clear();
        return (said, plan);
    }

    private static string Text(StreamReoptimizeResponse notice) => notice.MessageCase switch
    {
        StreamReoptimizeResponse.MessageOneofCase.Warning => $"warning {notice.Warning.Kind} {notice.Warning.QuantityUnits}",
        StreamReoptimizeResponse.MessageOneofCase.Residual => $"residual {notice.Residual.Units} {notice.Residual.PolicyApplied}",
        StreamReoptimizeResponse.MessageOneofCase.Done => Text(notice.Done.Summary),
        _ => $"{notice.MessageCase}",
    };

    private static string Text(ExecutionSummary summary)
    {
        Assert.Equal(summary.Shortfall, summary.Spread + summary.Impact + summary.Timing + summary.Opportunity, 1e-9);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"done {summary.FilledUnits} {Round(summary.Spread)} {Round(summary.Impact)} {Round(summary.Timing)} {Round(summary.Opportunity)}");
    }

    private static double Round(double currency) => Math.Round(currency, 6) + 0.0;

    private string State()
    {
        SessionState state = _session.State;
        return $"state {state.ParentUnits} {state.FilledUnits} {state.WorkingUnits} {state.PlannedUnits} {state.ResidualUnits} {state.NextPeriod}";
    }
}
