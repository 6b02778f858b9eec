using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Runtime;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Tests.Runtime;

/// <summary>A client on one stream of a session, without a network.</summary>
internal sealed class Talk(SessionConnection connection)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Every message so far.</summary>
    public List<StreamReoptimizeResponse> Seen { get; } = [];

    /// <summary>Sends events that arrive together.</summary>
    public void Send(params StreamReoptimizeRequest[] messages)
    {
        foreach (StreamReoptimizeRequest message in messages) Assert.True(connection.TryPost(Inbound(message)));
        connection.Run();
    }

    /// <summary>Reads what there is to read now.</summary>
    public StreamReoptimizeResponse[] Read()
    {
        int before = Seen.Count;
        while (TryRead()) { }
        return [.. Seen.Skip(before)];
    }

    /// <summary>Reads until a message is what one waits for.</summary>
    public async Task<StreamReoptimizeResponse> UntilAsync(Func<StreamReoptimizeResponse, bool> isIt)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            while (TryRead())
            {
                if (isIt(Seen[^1])) return Seen[^1];
            }

            Assert.True(await connection.WaitAsync(patience.Token), $"the stream has ended: {connection.Error}");
        }
    }

    /// <summary>Reads until an event is durable, if it is not known to be already.</summary>
    public Task DurableAsync(long seq) => SeenOrComingAsync(message => message.DurableSeq >= seq);

    /// <summary>The first message that is what one waits for, seen or still to come.</summary>
    public async Task<StreamReoptimizeResponse> SeenOrComingAsync(Func<StreamReoptimizeResponse, bool> isIt) =>
        Seen.FirstOrDefault(isIt) ?? await UntilAsync(isIt);

    /// <summary>Waits until the session has ended the stream.</summary>
    public async Task<Google.Rpc.Status> ErrorAsync()
    {
        await connection.Ended.WaitAsync(Patience);
        return connection.Error!;
    }

    /// <summary>The call is over.</summary>
    public void Leave() => connection.Leave();

    private bool TryRead()
    {
        if (connection.Take() is not { } message) return false;
        Seen.Add(StreamReoptimizeResponse.Parser.ParseFrom(message));
        return true;
    }

    public static InboundEvent Inbound(StreamReoptimizeRequest message) => new(message, message.ToByteArray(), ArrivedAt: 1);
}
