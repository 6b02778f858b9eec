using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using SolverGrpc.Bench;

// compare <floor>: ours against the hand-written floor; check <floor> <budgets>: the same, short, against budgets;
// turns <floor> <kernel>: one process's part of both; stages [N] [class ...]: the parts of a whole solve;
// event-stages: the parts of the way from an event to its plan;
// journal [folder]: appends to a disk and recovery from it; sessions [folder] [sessions] [events]: the session runtime; restart <journal>: once more; reader: market data;
// large-file [folder] [gigabytes]: market data of gigabytes on a disk; peers: our side of
// bench/peers; anything else goes to BenchmarkDotNet
if (args is ["compare", string floor]) return Comparison.Run(floor);
if (args is ["turns", string opponent, string lanes]) return KernelTurns.Run(opponent, lanes);
if (args is ["check", string yardstick, string budgets]) return BudgetCheck.Run(yardstick, budgets);
if (args is ["stages", ..])
    return Stages.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 390, args.Length > 2 ? args[2..] : ["power", "caps", "quadratic", "a+power", "composite", "book", "concave", "lots"]);
if (args is ["event-stages"]) return EventStages.Run();
if (args is ["peers"]) return PeerServer.Run();
if (args is ["reader"]) return ReaderRun.Run();
if (args is ["large-file", ..]) return LargeFileRun.Run(args.Length > 1 ? args[1] : Path.GetTempPath(), args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 1.2);
if (args is ["journal", ..]) return await JournalRun.RunAsync(args.Length > 1 ? args[1] : Path.GetTempPath());
if (args is ["restart", string journalled]) return await RestartRun.RunAsync(journalled);
if (args is ["sessions", ..])
{
    int Number(int at, int absent) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : absent;
    return await SessionRun.RunAsync(args.Length > 1 ? args[1] : Path.GetTempPath(), Number(2, 1_000), Number(3, 400));
}

IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(SolveBenchmarks).Assembly).Run(args, config);
return 0;
