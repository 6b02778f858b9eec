using System.CommandLine;
using SolverGrpc.LoadGen;

var listen = new Option<string[]>("--listen") { Description = "http://127.0.0.1:PORT, https://127.0.0.1:PORT or unix:PATH; may be repeated.", Required = true };
var certificate = new Option<string?>("--certificate") { Description = "PEM file of certificate and key, for https." };
var echo = new Command("echo", "Serves the echo.") { listen, certificate };
echo.SetAction(parsed => EchoServer.RunAsync(parsed.GetValue(listen)!, parsed.GetValue(certificate)));

var solver = new Option<string>("--solve") { Description = "Address of the service.", Required = true };
var echoes = new Option<string>("--echo") { Description = "Address of the echo.", Required = true };
var root = new Option<string?>("--ca") { Description = "PEM file of the certificate of both; plaintext without it." };
var kind = new Option<string>("--kind") { Description = "unary: Solve; many: SolveMany on one stream.", DefaultValueFactory = _ => "unary" };
kind.AcceptOnlyFromAmong([.. Loads.Kinds]);
var title = new Option<string>("--title") { Description = "First column of the table.", DefaultValueFactory = _ => "C#" };
var periods = new Option<int>("--periods") { Description = "Periods of the order.", DefaultValueFactory = _ => 390 };
var rates = new Option<double[]>("--rate") { Description = "Messages per second; may be repeated. Without it: 200 and parts of what saturates the service." };
var seconds = new Option<double>("--seconds") { Description = "How long one method is driven before it is the other one's turn.", DefaultValueFactory = _ => 2 };
var rounds = new Option<int>("--rounds") { Description = "Turns of each method at each rate.", DefaultValueFactory = _ => 5 };
var head = new Option<bool>("--head") { Description = "Print the head of the table first." };
var run = new Command("run", "Drives the service and the echo in turns at fixed rates; a row of a Markdown table for each.")
{
    solver, echoes, root, kind, title, periods, rates, seconds, rounds, head,
};
run.SetAction(async (parsed, _) =>
{
    await using Loads loads = await Loads.ConnectAsync(
        parsed.GetValue(kind)!, parsed.GetValue(solver)!, parsed.GetValue(echoes)!, parsed.GetValue(root), parsed.GetValue(periods));
    if (parsed.GetValue(head)) Measurement.PrintHead();
    await Measurement.RunAsync(
        loads, parsed.GetValue(title)!, parsed.GetValue(rates) ?? [], TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds));
});
return await new RootCommand("Open-loop load on the service, beside an echo of the same sizes on the same layer.") { echo, run }.Parse(args).InvokeAsync();
