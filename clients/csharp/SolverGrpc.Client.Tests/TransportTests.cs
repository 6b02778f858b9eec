using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Tests;

/// <summary>Every way to the service, and ways that lead nowhere.</summary>
public class TransportTests
{
    private static readonly Tls Trusting = new() { Ca = Pem("ca.pem") };
    private static readonly Tls Mine = Trusting with { Certificate = Pem("client.pem"), Key = Pem("client.key") };

    private static string Pem(string name) => Path.Combine(Service.Place("SOLVER_PEM"), name);

    private static string ByNumber(string address) => address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);

    private static async Task AssertSolvesAsync(string address, Tls? tls = null)
    {
        using var client = new SolverClient(address, new() { Tls = tls });
        Solution solution = await client.SolveAsync(Service.Small());
        Assert.True(solution.IsOptimal, solution.Detail);
        Assert.Equal(872.871561, solution.Cost, 1e-6);
        Assert.Equal(13.0930734, solution.Lambda, 1e-6);
    }

    private static async Task AssertUnreachableAsync(string address, Tls? tls = null)
    {
        using var client = new SolverClient(address, new() { Tls = tls });
        await Assert.ThrowsAsync<UnreachableException>(() => client.SolveAsync(Service.Small()));
    }

    [Fact]
    public async Task Tcp_WithAndWithoutScheme_LeadsToTheAnswer()
    {
        await AssertSolvesAsync(Service.Place("SOLVER_TCP"));
        await AssertSolvesAsync(Service.Place("SOLVER_TCP")["http://".Length..]);
    }

    [Fact]
    public Task UnixSocket_LeadsToTheAnswer() => AssertSolvesAsync(Service.Place("SOLVER_UNIX"));

    [Fact]
    public async Task Tls_WithTheRootThatSigned_LeadsToTheAnswer()
    {
        await AssertSolvesAsync(Service.Place("SOLVER_TLS"), Trusting);
        await AssertSolvesAsync(Service.Place("SOLVER_TLS")["https://".Length..], Trusting);
        await AssertSolvesAsync(ByNumber(Service.Place("SOLVER_TLS")), Trusting with { ServerName = "localhost" });
    }

    [Fact]
    public Task MutualTls_WithACertificateOfTheRightRoot_LeadsToTheAnswer() => AssertSolvesAsync(Service.Place("SOLVER_MUTUAL_TLS"), Mine);

    [Fact]
    public async Task Tls_WithWrongCertificates_LeadsNowhere()
    {
        await AssertUnreachableAsync(Service.Place("SOLVER_TLS"));
        await AssertUnreachableAsync(Service.Place("SOLVER_TLS"), new() { Ca = Pem("other-ca.pem") });
        await AssertUnreachableAsync(ByNumber(Service.Place("SOLVER_TLS")), Trusting);
        await AssertUnreachableAsync(Service.Place("SOLVER_MUTUAL_TLS"), Trusting);
        await AssertUnreachableAsync(Service.Place("SOLVER_MUTUAL_TLS"), Trusting with { Certificate = Pem("stranger.pem"), Key = Pem("stranger.key") });
    }

    [Theory]
    [InlineData("client.pem", null)]
    [InlineData(null, "client.key")]
    public void HalfACertificate_IsRefused(string? certificate, string? key) =>
        Assert.Throws<ArgumentException>(() => new SolverClient("https://localhost:1", new() { Tls = new() { Certificate = certificate, Key = key } }));

    [Fact]
    public void TextThatIsNoAddress_IsRefused() => Assert.Throws<ArgumentException>(() => new SolverClient("ftp://localhost:1"));

    [Fact]
    public async Task MillionPeriods_Fit()
    {
        Problem problem = Service.Small();
        problem.Grid.PeriodCount = 1_000_000;
        problem.Cost.PowerLaw.Alpha.Clear();
        problem.Cost.PowerLaw.Alpha.Add(Enumerable.Range(0, 1_000_000).Select(i => 1.0 + (i % 7)));
        using SolverClient client = Service.Connect();
        Assert.Equal(1_000_000, (await client.SolveAsync(problem, TimeSpan.FromMinutes(2))).Schedule.Count);
    }
}
