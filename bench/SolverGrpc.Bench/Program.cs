using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using SolverGrpc.Bench;

// compare <floor> [folder]: ours against the hand-written floor; anything else goes to BenchmarkDotNet
if (args is ["compare", string floor, ..]) return Comparison.Run(floor, args.Length > 2 ? args[2] : null);

IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(SolveBenchmarks).Assembly).Run(args, config);
return 0;
