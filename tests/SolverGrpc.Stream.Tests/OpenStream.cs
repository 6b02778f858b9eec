using System.Diagnostics;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Stream.Tests;

/// <summary>One StreamReoptimize call, message by message.</summary>
internal sealed class OpenStream(Channel channel) : IDisposable
{
    private static readonly Method<StreamReoptimizeRequest, StreamReoptimizeResponse> Method =
        Rpc.Method.Of<StreamReoptimizeRequest, StreamReoptimizeResponse>(SolverServiceReflection.Descriptor.Services.Single(), "StreamReoptimize");

    // far beyond what a busy machine needs; a test that waits so long has failed
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly AsyncDuplexStreamingCall<StreamReoptimizeRequest, StreamReoptimizeResponse> _call =
        channel.DuplexStreamingCall(Method, new CallOptions { Timeout = Patience });

    /// <summary>Every message so far.</summary>
    public List<StreamReoptimizeResponse> Seen { get; } = [];

    /// <summary>The last numbered message.</summary>
    public long LastServerSeq => Seen.Select(message => message.ServerSeq).DefaultIfEmpty().Max();

    public static async Task<OpenStream> BeginAsync(Channel channel, StreamReoptimizeRequest first)
    {
        var stream = new OpenStream(channel);
        await stream.SendAsync(first);
        return stream;
    }

    public Task SendAsync(StreamReoptimizeRequest message) => _call.RequestStream.WriteAsync(message);

    public Task HalfCloseAsync() => _call.RequestStream.CompleteAsync();

    /// <summary>The next message, whatever it is.</summary>
    public async Task<StreamReoptimizeResponse> NextAsync()
    {
        if (!await _call.ResponseStream.MoveNext(CancellationToken.None)) throw new UnreachableException("The stream has ended.");
        Seen.Add(_call.ResponseStream.Current);
        return Seen[^1];
    }

    /// <summary>Reads until a message is what one waits for.</summary>
    public async Task<StreamReoptimizeResponse> UntilAsync(Func<StreamReoptimizeResponse, bool> isIt)
    {
        while (true)
        {
            if (isIt(await NextAsync())) return Seen[^1];
        }
    }

    /// <summary>Reads until a plan takes an event into account.</summary>
    public async Task<Plan> PlanAsync(long seq) => (await UntilAsync(message => message.Plan is not null && message.BasedOnSeq >= seq)).Plan;

    /// <summary>Reads until an event is durable.</summary>
    public Task DurableAsync(long seq) => UntilAsync(message => message.DurableSeq >= seq);

    /// <summary>Reads to the end, which is an error.</summary>
    public async Task<RpcException> ErrorAsync() => await Assert.ThrowsAsync<RpcException>(async () => await UntilAsync(_ => false));

    /// <summary>Reads to the end, which is none.</summary>
    public async Task EndAsync()
    {
        while (await _call.ResponseStream.MoveNext(CancellationToken.None)) Seen.Add(_call.ResponseStream.Current);
    }

    /// <summary>Goes away without a word.</summary>
    public void Dispose() => _call.Dispose();
}
