using SolverGrpc.Client;
using SolverGrpc.Client.Samples;

const string Usage = "usage: SolverGrpc.Client.Samples solve|execute|latency [ADDRESS], e.g. localhost:50051, https://host:port, unix:/path";

Func<SolverClient, TextWriter, Task>? sample = args.FirstOrDefault() switch
{
    "solve" => Solve.RunAsync,
    "execute" => Execute.RunAsync,
    "latency" => Latency.RunAsync,
    _ => null,
};
if (sample is null || args.Length > 2)
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

try
{
    using var client = new SolverClient(args.Length > 1 ? args[1] : "localhost:50051");
    await sample(client, Console.Out);
    return 0;
}
catch (SolverException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
