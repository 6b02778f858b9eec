using SolverGrpc.Cli.Problems;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Tests.Problems;

public sealed class ProblemFileTests
{
    private static SolveRequest Read(string text) => ProblemFile.Read("-", new StringReader(text));

    private static string Fault(string text) => Assert.Throws<InputException>(() => Read(text)).Message;

    [Fact]
    public void Read_BareProblem_BecomesARequest()
    {
        SolveRequest request = Read("""{"side": "SIDE_BUY", "quantity": 5, "bounds": {"maxQuantity": [1, "Infinity"]}}""");

        Assert.Equal(5, request.Problem.Quantity);
        Assert.Equal([1, double.PositiveInfinity], request.Problem.Bounds.MaxQuantity);
        Assert.Null(request.Options);
    }

    [Fact]
    public void Read_Request_KeepsItsOptions()
    {
        SolveRequest request = Read("""{"request_id": "a", "problem": {"quantity_units": "12"}, "options": {"method": "METHOD_LAMBDA"}}""");

        Assert.Equal(("a", 12, Method.Lambda), (request.RequestId, request.Problem.QuantityUnits, request.Options.Method));
    }

    [Fact]
    public void Read_SeveralFaults_AreAllNamedWithTheirPaths()
    {
        string fault = Fault("""
            {"problem": {"sid": 1, "side": "SIDE_LEFT", "quantity": "many",
             "cost": {"powerLaw": {"alpha": [1, "x", 3], "beta": 0.5}}, "grid": {"periodCount": 2.5}, "bounds": 7}}
            """);

        Assert.All(
            ["problem.sid", "problem.side", "problem.quantity", "problem.cost.powerLaw.alpha[1]", "problem.cost.powerLaw.beta", "problem.grid.periodCount", "problem.bounds"],
            path => Assert.Contains($"{path}: ", fault, StringComparison.Ordinal));
        Assert.Contains("standard input is not a SolveRequest", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n \"quantity\": }", "line 2, column 14")]
    [InlineData("", "line 1")]
    [InlineData("[1]", "expected an object")]
    [InlineData("{\"quantity\": 1, \"quantityUnits\": 2}", "oneof")]
    [InlineData("{\"grid\": {\"start\": \"yesterday\"}}", "yesterday")]
    public void Read_NotAProblem_SaysWhatIsWrong(string text, string part) => Assert.Contains(part, Fault(text), StringComparison.Ordinal);

    [Fact]
    public void Read_MissingFile_NamesIt() =>
        Assert.Contains("/no/such/problem.json", Assert.Throws<InputException>(() => ProblemFile.Read("/no/such/problem.json", TextReader.Null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Json_OfAnyMessage_ReadsBackTheSame()
    {
        var problem = new Problem
        {
            Side = Side.Sell,
            Quantity = 0.1,
            Cost = new CostModel { PowerLaw = new PowerLawModel { Alpha = { 1, 1e-300, double.PositiveInfinity }, Beta = { 0.5 } } },
            Instrument = new Instrument { Symbol = "[\n a,  b ]" },
        };

        string json = Json.Of(problem);

        Assert.Equal(problem, Read(json).Problem);
        Assert.True(json.Contains("\"alpha\": [1, 1e-300, \"Infinity\"]", StringComparison.Ordinal), json);
    }
}
