using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Contracts.V1;
using SolverGrpc.LoadGen.Protos;
using SolverGrpc.Rpc.Client;
using SolverService = SolverGrpc.Contracts.V1.SolverServiceReflection;

namespace SolverGrpc.LoadGen;

/// <summary>What is driven.</summary>
/// <param name="Kind">One of <see cref="Loads.Kinds"/>.</param>
/// <param name="Solver">Address of the service.</param>
/// <param name="Echo">Address of the echo.</param>
/// <param name="Root">PEM file of the certificate that both use; nothing for plaintext.</param>
/// <param name="Periods">N of the orders.</param>
/// <param name="Streams">Streams at a time, for sessions.</param>
/// <param name="Durability">What plans promise, for sessions.</param>
internal sealed record LoadOptions(string Kind, string Solver, string Echo, string? Root, int Periods, int Streams, Durability Durability);

/// <summary>A load on the service, and the echo of the same sizes beside it.</summary>
internal sealed class Loads : IAsyncDisposable
{
    private const int StreamsPerConnection = 250, SizedEvents = 50;

    private static readonly Rpc.Method<EchoRequest, EchoResponse> EchoOne = Rpc.Method.Of<EchoRequest, EchoResponse>(EchoReflection.Descriptor.Services.Single(), "Echo");
    private static readonly Rpc.Method<EchoRequest, EchoResponse> EchoMany = Rpc.Method.Of<EchoRequest, EchoResponse>(EchoReflection.Descriptor.Services.Single(), "EchoMany");

    private readonly List<Channel> _channels = [];
    private readonly LoadOptions _options;
    private ILoad? _solve, _echo;

    private Loads(LoadOptions options) => _options = options;

    /// <summary>The kinds there are: Solve; SolveMany on one stream; sessions whose events are new impact for all periods, or executions.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["unary", "many", "market", "fill"];

    /// <summary>Solves.</summary>
    public ILoad Solve => _solve!;

    /// <summary>Echoes.</summary>
    public ILoad Echo => _echo!;

    /// <summary>Bytes of a message there and back.</summary>
    public (int Request, int Response) Sizes { get; private set; }

    /// <summary>Connects both, and has some messages answered to know the sizes.</summary>
    public static async Task<Loads> ConnectAsync(LoadOptions options)
    {
        var loads = new Loads(options);
        if (options.Kind is "unary" or "many") await loads.ConnectSolvesAsync(options.Kind == "unary");
        else await loads.ConnectSessionsAsync(options.Kind == "fill");
        return loads;
    }

    public async ValueTask DisposeAsync()
    {
        if (_solve is not null) await _solve.DisposeAsync();
        if (_echo is not null) await _echo.DisposeAsync();
        foreach (Channel channel in _channels) channel.Dispose();
    }

    private async Task ConnectSolvesAsync(bool unary)
    {
        Channel solver = Connect(_options.Solver), echo = Connect(_options.Echo);
        var problem = new SolveProblem(_options.Periods);
        SolveRequest request = problem.Request("0");
        var solve = Rpc.Method.Of<SolveRequest, SolveResponse>(SolverService.Descriptor.Services.Single(), "Solve");
        SolveResponse response = await solver.UnaryCall(solve, request);
        problem.Verify(response);
        EchoMessage message = Echoes(request.CalculateSize(), response.CalculateSize());
        if (unary)
        {
            _solve = new UnaryLoad<SolveRequest, SolveResponse>(solver, solve, request, problem.Verify);
            _echo = new UnaryLoad<EchoRequest, EchoResponse>(echo, EchoOne, message.Request(0), answer => message.Verify(answer));
        }
        else
        {
            var many = Rpc.Method.Of<SolveManyRequest, SolveManyResponse>(SolverService.Descriptor.Services.Single(), "SolveMany");
            _solve = new StreamLoad<SolveManyRequest, SolveManyResponse>(
                solver, many, number => new() { Solve = problem.Request(number.ToString(CultureInfo.InvariantCulture)) }, answer => Verify(problem, answer));
            _echo = new StreamLoad<EchoRequest, EchoResponse>(echo, EchoMany, message.Request, message.Verify);
        }
    }

    private async Task ConnectSessionsAsync(bool fills)
    {
        var sessions = new List<SessionLoad>();
        Channel channel = null!;
        for (int i = 0; i < _options.Streams; i++)
        {
            if (i % StreamsPerConnection == 0) channel = Connect(_options.Solver);
            sessions.Add(new SessionLoad(channel, new SessionOrder(fills, _options.Periods, _options.Durability)));
            await sessions[i].Ready;
        }

        EchoMessage message = Echoes(new SessionOrder(fills, _options.Periods, _options.Durability).Event(SizedEvents).CalculateSize(), await PlanBytesAsync(sessions[0]));
        var echoes = new List<ILoad>();
        for (int i = 0; i < _options.Streams; i++)
        {
            if (i % StreamsPerConnection == 0) channel = Connect(_options.Echo);
            echoes.Add(new StreamLoad<EchoRequest, EchoResponse>(channel, EchoMany, message.Request, message.Verify));
        }

        (_solve, _echo) = (new SpreadLoad(sessions), new SpreadLoad(echoes));
    }

    private EchoMessage Echoes(int requestBytes, int responseBytes)
    {
        Sizes = (requestBytes, responseBytes);
        return new(requestBytes, responseBytes);
    }

    // of an ordinary plan: the median of some
    private static async Task<int> PlanBytesAsync(SessionLoad session)
    {
        var sizes = new List<int>();
        session.Received = response =>
        {
            if (response.Plan is not null) sizes.Add(response.CalculateSize());
        };
        for (int number = 0; number < SizedEvents; number++)
        {
            var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            session.Answered = _ => answered.SetResult();
            session.Send(number);
            await await Task.WhenAny(answered.Task, session.Failed);
        }

        session.Received = _ => { };
        return sizes.Order().ElementAt(sizes.Count / 2);
    }

    private Channel Connect(string address)
    {
        var options = new ChannelOptions
        {
            Tls = _options.Root is null ? null : new() { RootCertificates = [X509CertificateLoader.LoadCertificateFromFile(_options.Root)] },
        };
        _channels.Add(Channel.ForAddress(address, options));
        return _channels[^1];
    }

    private static int Verify(SolveProblem problem, SolveManyResponse answer)
    {
        if (answer.Response is null) throw new InvalidDataException($"The service answered {answer.Error}.");
        problem.Verify(answer.Response);
        return int.Parse(answer.RequestId, CultureInfo.InvariantCulture);
    }
}
