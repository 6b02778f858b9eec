using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Wire;

/// <summary>Frames that cost the client nothing: the server answers them, stops reading or closes, and keeps nothing.</summary>
public sealed class FrameFloodTests(AbusedHost host) : IClassFixture<AbusedHost>
{
    private const int FramesPerBurst = 1_000, Bursts = 50;

    [Theory]
    [InlineData("PING", FloodEnd.Taken)]
    [InlineData("SETTINGS", FloodEnd.Taken)]
    [InlineData("PRIORITY", FloodEnd.Taken)]
    [InlineData("unknown", FloodEnd.Taken)]
    [InlineData("empty DATA", FloodEnd.Taken)]
    [InlineData("WINDOW_UPDATE", FloodEnd.Closed)]
    [InlineData("RST_STREAM", FloodEnd.Closed)]
    [InlineData("PUSH_PROMISE", FloodEnd.Closed)]
    internal Task Reader_ThatFloods_HarmsNobody(string kind, FloodEnd expected) => host.EnduresAsync(async () =>
    {
        byte[] burst = RawFrame.Repeated(Frame(kind), FramesPerBurst);
        IEnumerable<byte[]> bursts = Enumerable.Repeat(burst, Bursts).Prepend(RawFrame.Headers(1, SolverCalls.SolveMany));
        Assert.Equal(expected, await Flood.OfReaderAsync(host.Address, bursts));
    });

    /// <summary>Each of these is answered; who does not take the answers is read no further.</summary>
    [Theory]
    [InlineData("PING")]
    [InlineData("SETTINGS")]
    public Task Deaf_ThatFloods_IsReadNoFurther(string kind) => host.EnduresAsync(async () =>
    {
        byte[] burst = RawFrame.Repeated(Frame(kind), FramesPerBurst);
        Assert.Equal(FloodEnd.HeldBack, await Flood.OfDeafAsync(host.Address, Enumerable.Repeat(burst, 100_000)));
    });

    /// <summary>Calls that are opened and reset at once: closed or taken, what they began is taken down again.</summary>
    [Theory]
    [InlineData(SolverCalls.Solve)]
    [InlineData(SolverCalls.SolveMany)]
    public Task RapidReset_OfCalls_HarmsNobody(string path) => host.EnduresAsync(async () =>
    {
        IEnumerable<byte[]> bursts = Enumerable.Range(0, 200).Select(burst => (byte[])[.. Enumerable.Range(burst * 100, 100).SelectMany(Call)]);
        await Flood.OfReaderAsync(host.Address, bursts);

        byte[] Call(int i) => [.. RawFrame.Headers((2 * i) + 1, path), .. RawFrame.Reset((2 * i) + 1)];
    });

    private static byte[] Frame(string kind) => kind switch
    {
        "PING" => RawFrame.Of(FrameType.Ping, FrameFlags.None, 0, new byte[8]),
        "SETTINGS" => RawFrame.Of(FrameType.Settings, FrameFlags.None, 0),
        "PRIORITY" => RawFrame.Of(FrameType.Priority, FrameFlags.None, 3, 0, 0, 0, 1, 16),
        "unknown" => RawFrame.Of((FrameType)99, FrameFlags.None, 1, new byte[100]),
        "empty DATA" => RawFrame.Of(FrameType.Data, FrameFlags.None, 1),
        "WINDOW_UPDATE" => RawFrame.Of(FrameType.WindowUpdate, FrameFlags.None, 0, 0x7f, 0xff, 0xff, 0xff),
        "RST_STREAM" => RawFrame.Reset(99),
        _ => RawFrame.Of(FrameType.PushPromise, FrameFlags.EndHeaders, 1, 0, 0, 0, 2),
    };
}
