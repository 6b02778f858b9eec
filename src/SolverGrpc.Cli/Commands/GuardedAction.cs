using System.CommandLine;
using SolverGrpc.Cli.Service;
using SolverGrpc.Client;
using SolverGrpc.Host;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
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
            await terminal.Error.WriteLineAsync(CallFailure.Describe(e.StatusCode, e.GetRpcStatus() ?? new() { Message = e.Status.Detail }));
            return CallFailure.ExitCodeOf(e.StatusCode);
        }
        catch (CallException e)
        {
            await terminal.Error.WriteLineAsync(CallFailure.Describe(e.Code, e.Status));
            return CallFailure.ExitCodeOf(e.Code);
        }
        catch (SolverException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
        catch (SolverHostException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return e.CannotListen ? ExitCode.Unreachable : e.JournalUnusable ? ExitCode.Damaged : ExitCode.BadInput;
        }
    }
}
