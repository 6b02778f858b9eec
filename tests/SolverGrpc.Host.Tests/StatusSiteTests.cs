using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Host.Tests;

public sealed class StatusSiteTests : IAsyncLifetime, IDisposable
{
    private const string SolvePath = "/solver.v1.SolverService/Solve";

    private SolverHost _host = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _host = await SolverHost.StartAsync(TestOptions.OnSocket() with { StatusListen = "http://127.0.0.1:0", WebOrigins = ["https://desk.example"], WarmUpSolves = 10 });
        _http = new HttpClient { BaseAddress = new Uri(_host.StatusEndpoint!) };
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Page_Served_TellsEndpointsAndMethods()
    {
        string page = await _http.GetStringAsync("/");
        Assert.Contains(_host.Endpoints[0], page, StringComparison.Ordinal);
        Assert.Contains("solver.v1.SolverService.Solve", page, StringComparison.Ordinal);
        Assert.Contains("Kernel", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_Served_SaysServing() => Assert.Equal("SERVING\n", await _http.GetStringAsync("/healthz"));

    [Fact]
    public async Task Metrics_Served_AreThoseOfTheProcess()
    {
        Dictionary<string, double> before = await MetricsAsync();
        Assert.InRange(before["process_resident_memory_bytes"], 1e7, 1e11);
        Assert.Equal(0, before["solver_sessions"]);
        Assert.True(before["process_cpu_seconds_total"] > 0 && before["solver_uptime_seconds"] > 0);
        GC.KeepAlive(new byte[2 << 20]);
        GC.Collect();
        Dictionary<string, double> after = await MetricsAsync();
        const string Whole = "dotnet_gc_collections_total{generation=\"2\"}";
        Assert.True(after[Whole] > before[Whole]);
        Assert.True(after["dotnet_gc_pause_seconds_total"] > before["dotnet_gc_pause_seconds_total"]);
        Assert.True(after["dotnet_gc_allocated_bytes_total"] >= before["dotnet_gc_allocated_bytes_total"] + (1 << 20));
    }

    [Fact]
    public async Task AnythingElse_IsNotFound()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.PostAsync(SolvePath, new StringContent("x"))).StatusCode);
    }

    private async Task<Dictionary<string, double>> MetricsAsync()
    {
        string[] lines = (await _http.GetStringAsync("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')).ToDictionary(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task GrpcWeb_Solve_AnswersMessageAndTrailers()
    {
        using HttpResponseMessage response = await CallAsync(Orders.Published());
        Assert.Equal("application/grpc-web+proto", response.Content.Headers.ContentType!.MediaType);
        (byte Flag, byte[] Content)[] frames = [.. Frames(await response.Content.ReadAsByteArrayAsync())];
        Assert.Equal([0, 0x80], frames.Select(frame => frame.Flag));
        Assert.Equal(Termination.Optimal, SolveResponse.Parser.ParseFrom(frames[0].Content).Outcome.Termination);
        Assert.Equal("grpc-status: 0\r\n", Encoding.ASCII.GetString(frames[1].Content));
    }

    [Fact]
    public async Task GrpcWeb_FaultyRequest_EndsWithItsStatus()
    {
        using HttpResponseMessage response = await CallAsync(new SolveRequest());
        Assert.Equal("3", response.Headers.GetValues("grpc-status").Single());
        Assert.True(response.Headers.Contains("grpc-status-details-bin"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("https://desk.example", HttpStatusCode.OK)]
    [InlineData("https://other.example", HttpStatusCode.Forbidden)]
    public async Task GrpcWeb_Origin_DecidesWhoMayCall(string? origin, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await CallAsync(Orders.Published(), origin);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK && origin is not null, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task GrpcWeb_PageOfThisServer_MayCall()
    {
        using HttpResponseMessage response = await CallAsync(Orders.Published(), _host.StatusEndpoint);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task GrpcWeb_ForeignNameOfThisMachine_MayNotCall()
    {
        using HttpResponseMessage response = await CallAsync(Orders.Published(), $"http://evil.example:{_http.BaseAddress!.Port}", $"evil.example:{_http.BaseAddress.Port}");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Preflight_AllowedOrigin_NamesWhatMayBeSent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, SolvePath);
        request.Headers.Add("Origin", "https://desk.example");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-grpc-web");
        using HttpResponseMessage response = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("content-type,x-grpc-web", response.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    private async Task<HttpResponseMessage> CallAsync(SolveRequest request, string? origin = null, string? host = null)
    {
        byte[] body = new byte[request.CalculateSize() + 5];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), body.Length - 5);
        request.WriteTo(body.AsSpan(5));
        using var message = new HttpRequestMessage(HttpMethod.Post, SolvePath) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new("application/grpc-web+proto");
        if (origin is not null) message.Headers.Add("Origin", origin);
        if (host is not null) message.Headers.Host = host;
        return await _http.SendAsync(message);
    }

    private static IEnumerable<(byte Flag, byte[] Content)> Frames(byte[] body)
    {
        for (int start = 0; start < body.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(start + 1));
            yield return (body[start], body.AsSpan(start + 5, length).ToArray());
            start += 5 + length;
        }
    }
}
