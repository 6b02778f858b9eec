using System.CommandLine;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Cli.Service;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Client;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary>What the commands share that send the problem of a file to a service: arguments, options, connection.</summary>
internal sealed class ProblemCommand
{
    private readonly Argument<string> _file = new("problem")
    {
        Description = "File with the problem: JSON of a solver.v1.Problem or SolveRequest; - for standard input. `solver example` writes one.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the answer as JSON instead of tables." };
    private readonly Option<string?> _svg = new("--svg") { Description = "Draw the answer into this file.", HelpName = "FILE" };
    private readonly SolverSettings _settings;
    private readonly ConnectionOptions _connection;

    /// <summary>Begins a command; options of its own can be added to <see cref="Command"/>.</summary>
    public ProblemCommand(string name, string description)
    {
        Command = new Command(name, description) { _file, _json, _svg };
        _settings = new SolverSettings(Command);
        _connection = new ConnectionOptions(Command);
    }

    /// <summary>The command.</summary>
    public Command Command { get; }

    /// <summary>Gives the command its action.</summary>
    public Command Runs(Terminal terminal, Func<Call, Task<ExitCode>> action) => Command.Runs(terminal, async (parsed, cancellation) =>
    {
        SolveRequest request = ProblemFile.Read(parsed.GetRequiredValue(_file), terminal.In);
        request.Options = _settings.Over(request.Options, parsed);
        await using SolverConnection connection = await _connection.OpenAsync(parsed, cancellation);
        return await action(new Call(
            parsed, request, connection.Channel, _connection.CallOptions(parsed, cancellation), parsed.GetValue(_json), parsed.GetValue(_svg)));
    });

    /// <summary>One run of the command.</summary>
    /// <param name="Parsed">The command line.</param>
    /// <param name="Request">The problem with its options.</param>
    /// <param name="Channel">To the service.</param>
    /// <param name="Options">For each call.</param>
    /// <param name="Json">Print JSON.</param>
    /// <param name="Svg">File to draw into.</param>
    internal sealed record Call(ParseResult Parsed, SolveRequest Request, Channel Channel, CallOptions Options, bool Json, string? Svg);
}
