using System.CommandLine;
using SolverGrpc.Cli.Service;
using SolverGrpc.Host;
using SolverGrpc.Rpc;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary>Turns what a command throws into a message on standard error and an exit code.</summary>
internal static class GuardedAction
{
    /// <summary>Gives a command its action.</summary>
    public static Command Runs(this Command command, Terminal terminal, Func<ParseResult, CancellationToken, Task<ExitCode>> action)
    {
        command.SetAction(async (parsed, cancellation) => (int)await GuardAsync(terminal, () => action(parsed, cancellation)));
        return command;
    }

    private static async Task<ExitCode> GuardAsync(Terminal terminal, Func<Task<ExitCode>> action)
    {
        try
        {
            return await action();
        }
        catch (InputException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("stopped");
            return ExitCode.Failed;
        }
        catch (RpcException e)
        {
            await terminal.Error.WriteLineAsync(CallFailure.Describe(e));
            return CallFailure.ExitCodeOf(e.StatusCode);
        }
        catch (SolverHostException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return e.CannotListen ? ExitCode.Unreachable : e.JournalUnusable ? ExitCode.Damaged : ExitCode.BadInput;
        }
    }
}
