using System.Buffers;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Sessions.Runtime;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Service.Handlers;

/// <summary>StreamReoptimize: the bytes of a call into its session, and what the session says back out.</summary>
/// <param name="sessions">The sessions.</param>
/// <param name="time">When events arrive.</param>
internal sealed class StreamReoptimizeHandler(SessionRuntime sessions, TimeProvider time)
{
    /// <summary>Answers a stream.</summary>
    public async Task StreamAsync(IRawStreamReader requests, IRawStreamWriter responses, ServerCallContext context)
    {
        if (!await requests.MoveNextAsync()) throw SessionRuntime.NotBegun();
        SessionConnection stream = sessions.Attach(Read(requests.Current), context.CancellationToken);
        var messages = new SessionMessages(stream, responses);
        try
        {
            using CancellationTokenRegistration stopping = context.ServerStopping.Register(stream.Stop);
            Task reading = ReadAsync(requests, stream, context.CancellationToken);
            Task writing = messages.WriteAsync(context.CancellationToken);
            if (await Task.WhenAny(reading, writing, stream.Ended) == reading)
            {
                await reading;
                await Task.WhenAny(writing, stream.Ended);
            }

            // a stream that the session has ended does not wait for a client that neither reads nor writes
            if (stream.Error is { } error) throw error.ToRpcException();
            await writing;
        }
        finally
        {
            stream.Leave();
            messages.Stop();
        }
    }

    private async Task ReadAsync(IRawStreamReader requests, SessionConnection stream, CancellationToken cancellation)
    {
        stream.Run();
        while (await requests.MoveNextAsync())
        {
            // all that has arrived is one batch
            do await PostAsync(Read(requests.Current), stream, cancellation);
            while (requests.TryMoveNext());
            stream.Run();
        }

        stream.EndOfEvents();
    }

    private static ValueTask PostAsync(InboundEvent inbound, SessionConnection stream, CancellationToken cancellation)
    {
        if (stream.TryPost(inbound)) return ValueTask.CompletedTask;
        stream.Run();
        return stream.PostAsync(inbound, cancellation);
    }

    private InboundEvent Read(ReadOnlySequence<byte> message)
    {
        byte[] bytes = message.ToArray();
        try
        {
            return new(StreamReoptimizeRequest.Parser.ParseFrom(bytes), bytes, time.GetTimestamp());
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(StatusCode.Internal, $"The message is no StreamReoptimizeRequest: {e.Message}");
        }
    }
}
