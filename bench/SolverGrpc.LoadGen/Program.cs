using System.CommandLine;
using SolverGrpc.Contracts.V1;
using SolverGrpc.LoadGen;

var listen = new Option<string[]>("--listen") { Description = "http://127.0.0.1:PORT, https://127.0.0.1:PORT or unix:PATH; may be repeated.", Required = true };
var certificate = new Option<string?>("--certificate") { Description = "PEM file of certificate and key, for https." };
var echo = new Command("echo", "Serves the echo.") { listen, certificate };
echo.SetAction(parsed => EchoServer.RunAsync(parsed.GetValue(listen)!, parsed.GetValue(certificate)));

var solver = new Option<string>("--solve") { Description = "Address of the service.", Required = true };
var echoes = new Option<string>("--echo") { Description = "Address of the echo.", Required = true };
var root = new Option<string?>("--ca") { Description = "PEM file of the certificate of both; plaintext without it." };
var kind = new Option<string>("--kind")
{
    Description = "unary: Solve; many: SolveMany on one stream; market, fill: sessions whose events are new impact for all periods, or executions.",
    DefaultValueFactory = _ => "unary",
};
kind.AcceptOnlyFromAmong([.. Loads.Kinds]);
var streams = new Option<int>("--streams") { Description = "Sessions at a time.", DefaultValueFactory = _ => 1 };
var durability = new Option<string>("--durability") { Description = "none, group or sync: what the plans of sessions promise.", DefaultValueFactory = _ => "none" };
durability.AcceptOnlyFromAmong("none", "group", "sync");
var transport = new Option<string>("--transport") { Description = "What the result calls the transport.", DefaultValueFactory = _ => "" };
var periods = new Option<int>("--periods") { Description = "Periods of the orders.", DefaultValueFactory = _ => 390 };
var rates = new Option<double[]>("--rate") { Description = "Messages per second; may be repeated. Without it: 200 and parts of what saturates the service." };
var seconds = new Option<double>("--seconds") { Description = "How long one method is driven before it is the other one's turn.", DefaultValueFactory = _ => 2 };
var rounds = new Option<int>("--rounds") { Description = "Turns of each method at each rate.", DefaultValueFactory = _ => 5 };
var run = new Command("run", "Drives the service and the echo in turns at fixed rates; prints a line of JSON.")
{
    solver, echoes, root, kind, streams, durability, transport, periods, rates, seconds, rounds,
};
run.SetAction(async (parsed, _) =>
{
    string promise = parsed.GetValue(durability)!;
    var options = new LoadOptions(
        parsed.GetValue(kind)!,
        parsed.GetValue(solver)!,
        parsed.GetValue(echoes)!,
        parsed.GetValue(root),
        parsed.GetValue(periods),
        parsed.GetValue(streams),
        Enum.Parse<Durability>(promise, ignoreCase: true));
    await using Loads loads = await Loads.ConnectAsync(options);
    var (saturated, results) = await Measurement.RunAsync(
        loads, options.Streams, parsed.GetValue(rates) ?? [], TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds));
    Console.WriteLine(new LoadResult(
        "C#", parsed.GetValue(transport)!, options.Kind, options.Streams, promise, loads.Sizes.Request, loads.Sizes.Response, saturated, results).ToJson());
});

var status = new Option<string>("--status") { Description = "Address of the service's status port.", Required = true };
var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 10 };
var soak = new Command("soak", "A mixed load for a long time; prints a line of JSON, and fails if the service's memory grows.") { solver, echoes, status, minutes };
soak.SetAction((parsed, _) => SoakRun.RunAsync(parsed.GetValue(solver)!, parsed.GetValue(status)!, parsed.GetValue(echoes)!, parsed.GetValue(minutes)));
return await new RootCommand("Open-loop load on the service, beside an echo of the same sizes on the same layer.") { echo, run, soak }.Parse(args).InvokeAsync();
