using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using SolverGrpc.Client.Samples;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Client.Tests;

/// <summary>The answers on which all clients agree: clients/testdata.</summary>
public class VectorTests
{
    private const string RequestSuffix = ".request.json";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "../../../../../testdata");

    private static readonly JsonParser Json = new(
        JsonParser.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor, SolverServiceReflection.Descriptor)));

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*" + RequestSuffix).Select(file => Path.GetFileName(file)[..^RequestSuffix.Length]).Order()];

    private static T Read<T>(string name)
        where T : IMessage, new()
        => Json.Parse<T>(File.ReadAllText(Path.Combine(Folder, name)));

    private static void AssertNear(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count(), actual.Count());
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance * Math.Max(1, Math.Abs(pair.First))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Vector_IsAnsweredAsItSays(string name)
    {
        SolveManyResponse expected = Read<SolveManyResponse>(name + ".response.json");
        using SolverClient client = Service.Connect();
        Item item = await client.SolveManyAsync([Read<SolveRequest>(name + RequestSuffix)]).SingleAsync();
        if (expected.Error is { } error) AssertError(error, item);
        else AssertAgrees(expected.Response, item.Result());
    }

    private static void AssertAgrees(SolveResponse wanted, Solution got)
    {
        Assert.Equal(wanted.Outcome, got.Message.Outcome);
        if (wanted.Schedule is null)
        {
            Assert.Throws<NoScheduleException>(() => got.Schedule);
            return;
        }

        Assert.Equal(wanted.Schedule.QuantityUnits, got.Units);
        if (got.Units.Count > 0) Assert.Equal(got.Units.Select(units => (double)units), got.Schedule);
        else AssertNear(wanted.Schedule.Quantity, got.Schedule, 1e-6); // the cost is flat around its minimum
        AssertNear(
            [wanted.Lambda, wanted.ExpectedCost.Total, wanted.Certificate.LowerBound], [got.Lambda, got.Cost, got.Certificate!.LowerBound], 1e-9);
        AssertNear([wanted.Variance], [got.Variance], 1e-6);
    }

    private static void AssertError(Status expected, Item item)
    {
        InvalidProblemException error = Assert.Throws<InvalidProblemException>(item.Result);
        Assert.Equal(expected.Code, (int)error.Code);
        IEnumerable<Violation> violations = expected.GetDetail<BadRequest>()!.FieldViolations.Select(fault => new Violation(fault.Field, fault.Description));
        Assert.Equal(violations.Select(fault => fault.Field), error.Violations.Select(fault => fault.Field));
        Assert.All(violations, fault => Assert.Contains(fault.Field, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void DayOfTheSamples_IsTheVectors()
    {
        Problem written = Read<SolveRequest>("day" + RequestSuffix).Problem, built = Day.Problem();
        AssertNear(written.Cost.PowerLaw.Alpha, built.Cost.PowerLaw.Alpha, 1e-12);
        AssertNear(written.Cost.PowerLaw.Beta, built.Cost.PowerLaw.Beta, 1e-12);
        AssertNear(written.Bounds.Volume, built.Bounds.Volume, 1e-12);
    }
}
