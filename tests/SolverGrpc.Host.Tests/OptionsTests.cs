using System.Net;
using System.Net.Sockets;

namespace SolverGrpc.Host.Tests;

public sealed class OptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("solver-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Faults_Defaults_AreNone() => Assert.Empty(SolverHostOptionsCheck.Faults(new()));

    [Fact]
    public void Faults_EverythingWrong_NamesEveryOption()
    {
        var options = new SolverHostOptions
        {
            Listen = ["tcp://1.2.3.4:5", "http://0.0.0.0:0", "https://127.0.0.1:0", "unix:/no/such/folder/solver.sock"],
            StatusListen = "https://127.0.0.1:1",
            ClientRootsPath = Path.Combine(_folder, "missing.pem"),
            MessageBytesMax = 1,
            ConnectionsMax = 0,
            StreamsPerConnectionMax = 0,
            StreamWindowBytes = 1,
            ConnectionAgeSeconds = 1,
            ConnectionAgeGraceSeconds = -1,
            SmallWorkers = -1,
            LargeWorkers = 2000,
            SmallQueueMax = 0,
            LargeQueueMax = 0,
            SolveManyInFlightMax = 0,
            StopGraceSeconds = double.NaN,
            WarmUpSolves = -1,
            LogLevel = "Loud",
        };
        string[] named = [.. SolverHostOptionsCheck.Faults(options).Select(fault => fault[..fault.IndexOf(':', StringComparison.Ordinal)])];
        Assert.Equal(
            [
                "Listen[0]", "Listen[1]", "Listen[3]", "StatusListen", "CertificatePath", "ClientRootsPath", "MessageBytesMax", "ConnectionsMax", "StreamsPerConnectionMax",
                "StreamWindowBytes", "ConnectionAgeSeconds", "ConnectionAgeGraceSeconds",
                "SmallWorkers", "LargeWorkers", "SmallQueueMax", "LargeQueueMax", "SolveManyInFlightMax", "StopGraceSeconds", "WarmUpSolves", "LogLevel",
            ],
            named);
    }

    [Fact]
    public void Faults_UnreadableCertificate_IsNamed()
    {
        string path = Path.Combine(_folder, "broken.pem");
        File.WriteAllText(path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        string fault = Assert.Single(SolverHostOptionsCheck.Faults(new() { Listen = ["https://127.0.0.1:0"], CertificatePath = path }));
        Assert.StartsWith("CertificatePath", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:50051", true)]
    [InlineData("http://[::1]:0/", true)]
    [InlineData("https://*:443", true)]
    [InlineData("http://localhost:1", true)]
    [InlineData("unix:/run/solver.sock", true)]
    [InlineData("unix:solver.sock", false)]
    [InlineData("http://example.com:1", false)]
    [InlineData("http://127.0.0.1", false)]
    [InlineData("http://127.0.0.1:65536", false)]
    [InlineData("127.0.0.1:1", false)]
    [InlineData("", false)]
    public void ListenAddress_Text_IsReadOrRefused(string text, bool good) => Assert.Equal(good, ListenAddress.TryParse(text, out _));

    [Fact]
    public void Read_FileEnvironmentCommandLine_TheLaterWins()
    {
        File.WriteAllText(
            Path.Combine(_folder, "appsettings.json"),
            """{ "Solver": { "Listen": ["http://127.0.0.1:1", "http://127.0.0.1:2"], "ConnectionsMax": 11, "SmallQueueMax": 22, "LogJson": true } }""");
        Environment.SetEnvironmentVariable("SOLVER_SMALLQUEUEMAX", "33");
        Environment.SetEnvironmentVariable("SOLVER_LARGEQUEUEMAX", "44");
        try
        {
            List<string> faults = [];
            SolverHostOptions options = SolverHostConfiguration.Read(["--LargeQueueMax=55", "--stop-grace-seconds", "1.5"], faults, _folder);
            Assert.Empty(faults);
            Assert.Equal(["http://127.0.0.1:1", "http://127.0.0.1:2"], options.Listen);
            Assert.Equal((11, 33, 55, 1.5, true), (options.ConnectionsMax, options.SmallQueueMax, options.LargeQueueMax, options.StopGraceSeconds, options.LogJson));
        }
        finally
        {
            Environment.SetEnvironmentVariable("SOLVER_SMALLQUEUEMAX", null);
            Environment.SetEnvironmentVariable("SOLVER_LARGEQUEUEMAX", null);
        }
    }

    [Fact]
    public void Read_UnknownNamesAndValues_AreNamed()
    {
        File.WriteAllText(Path.Combine(_folder, "appsettings.json"), """{ "Solver": { "Lissten": "x" } }""");
        List<string> faults = [];
        SolverHostConfiguration.Read(["--ConnectionsMax=many", "--nonsense=1", "stray", "--LogJson"], faults, _folder);
        Assert.Equal(5, faults.Count);
        Assert.Contains("Lissten", faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedFile_IsNamed()
    {
        File.WriteAllText(Path.Combine(_folder, "appsettings.json"), "{ nothing");
        List<string> faults = [];
        SolverHostConfiguration.Read([], faults, _folder);
        Assert.StartsWith("appsettings.json", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void OperationsGuide_EveryOption_HasItsRow()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SolverGrpc.sln"))) folder = folder.Parent!;
        string guide = File.ReadAllText(Path.Combine(folder.FullName, "docs", "operations.md"));
        Assert.All(typeof(SolverHostOptions).GetProperties(), option => Assert.Contains($"\n| {option.Name} |", guide, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_PortInUse_NamesIt()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        string address = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";
        SolverHostOptions options = TestOptions.OnSocket() with { Listen = [address] };
        SolverHostException e = await Assert.ThrowsAsync<SolverHostException>(() => SolverHost.StartAsync(options));
        Assert.True(e.CannotListen);
        Assert.Contains(address, Assert.Single(e.Faults), StringComparison.Ordinal);
        Assert.Contains("Listen[0]", Assert.Single(SolverHostOptionsCheck.PortFaults(options)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BadOptions_ThrowsThemAll()
    {
        SolverHostException e = await Assert.ThrowsAsync<SolverHostException>(() => SolverHost.StartAsync(new() { Listen = [], ConnectionsMax = 0 }));
        Assert.False(e.CannotListen);
        Assert.Equal(2, e.Faults.Count);
    }
}
