using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Contracts.V1;
using SolverGrpc.LoadGen.Protos;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.LoadGen;

/// <summary>A load on the service, and the echo of the same sizes beside it.</summary>
internal sealed class Loads : IAsyncDisposable
{
    private static readonly Google.Protobuf.Reflection.ServiceDescriptor Solver = SolverServiceReflection.Descriptor.Services.Single();
    private static readonly Google.Protobuf.Reflection.ServiceDescriptor EchoService = EchoReflection.Descriptor.Services.Single();

    private readonly Channel _solver, _echo;

    private Loads(Channel solver, Channel echo, ILoad solve, ILoad echoLoad)
    {
        (_solver, _echo) = (solver, echo);
        (Solve, Echo) = (solve, echoLoad);
    }

    /// <summary>The kinds there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["unary", "many"];

    /// <summary>Solves.</summary>
    public ILoad Solve { get; }

    /// <summary>Echoes.</summary>
    public ILoad Echo { get; }

    /// <summary>Connects both, and solves once to know the sizes.</summary>
    /// <param name="kind">"unary": Solve; "many": SolveMany on one stream.</param>
    /// <param name="solver">Address of the service.</param>
    /// <param name="echo">Address of the echo.</param>
    /// <param name="root">PEM file of the certificate that both use; nothing for plaintext.</param>
    /// <param name="periods">N of the order.</param>
    public static async Task<Loads> ConnectAsync(string kind, string solver, string echo, string? root, int periods)
    {
        var options = new ChannelOptions { Tls = root is null ? null : new() { RootCertificates = [X509CertificateLoader.LoadCertificateFromFile(root)] } };
        Channel toSolver = Channel.ForAddress(solver, options), toEcho = Channel.ForAddress(echo, options);
        var problem = new SolveProblem(periods);
        SolveRequest request = problem.Request("0");
        var solve = Rpc.Method.Of<SolveRequest, SolveResponse>(Solver, "Solve");
        SolveResponse response = await toSolver.UnaryCall(solve, request);
        problem.Verify(response);
        var message = new EchoMessage(request.CalculateSize(), response.CalculateSize());
        return kind == "unary"
            ? new Loads(
                toSolver,
                toEcho,
                new UnaryLoad<SolveRequest, SolveResponse>(toSolver, solve, request, problem.Verify),
                new UnaryLoad<EchoRequest, EchoResponse>(
                    toEcho, Rpc.Method.Of<EchoRequest, EchoResponse>(EchoService, "Echo"), message.Request(0), answer => message.Verify(answer)))
            : new Loads(
                toSolver,
                toEcho,
                new StreamLoad<SolveManyRequest, SolveManyResponse>(
                    toSolver, Rpc.Method.Of<SolveManyRequest, SolveManyResponse>(Solver, "SolveMany"), Item, answer => Verify(problem, answer)),
                new StreamLoad<EchoRequest, EchoResponse>(
                    toEcho, Rpc.Method.Of<EchoRequest, EchoResponse>(EchoService, "EchoMany"), message.Request, message.Verify));

        SolveManyRequest Item(int number) => new() { Solve = problem.Request(number.ToString(CultureInfo.InvariantCulture)) };
    }

    public async ValueTask DisposeAsync()
    {
        await Solve.DisposeAsync();
        await Echo.DisposeAsync();
        _solver.Dispose();
        _echo.Dispose();
    }

    private static int Verify(SolveProblem problem, SolveManyResponse answer)
    {
        if (answer.Response is null) throw new InvalidDataException($"The service answered {answer.Error}.");
        problem.Verify(answer.Response);
        return int.Parse(answer.RequestId, CultureInfo.InvariantCulture);
    }
}
