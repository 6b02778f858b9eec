using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Clients;

/// <summary>Calls of the service on a raw connection.</summary>
internal static class SolverCalls
{
    public const string Solve = "/solver.v1.SolverService/Solve", SolveMany = "/solver.v1.SolverService/SolveMany";

    public static byte[] Framed(IMessage message) => RawGrpc.Message(message.ToByteArray());

    /// <summary>Sends a whole unary call and does not wait.</summary>
    public static Task<int> BeginSolveAsync(this RawHttp2Connection wire, SolveRequest request, params (string Name, string? Value)[] changes) =>
        wire.BeginAsync(Solve, Framed(request), changes);

    /// <inheritdoc cref="BeginSolveAsync"/>
    public static async Task<int> BeginAsync(this RawHttp2Connection wire, string path, byte[] body, params (string Name, string? Value)[] changes)
    {
        int stream = await wire.OpenAsync(RawGrpc.Headers(path, changes));
        await wire.DataAsync(stream, body, endStream: true);
        return stream;
    }

    /// <summary>A whole unary call with its answer.</summary>
    public static async Task<StreamTranscript> SolveAsync(this RawHttp2Connection wire, SolveRequest request, params (string Name, string? Value)[] changes) =>
        await wire.AnswerAsync(await wire.BeginSolveAsync(request, changes));

    /// <inheritdoc cref="SolveAsync"/>
    public static async Task<StreamTranscript> CallAsync(this RawHttp2Connection wire, string path, byte[] body, params (string Name, string? Value)[] changes) =>
        await wire.AnswerAsync(await wire.BeginAsync(path, body, changes));

    /// <summary>The response of a call that went well.</summary>
    public static SolveResponse Response(this StreamTranscript answer)
    {
        Assert.True(answer.GrpcStatus == 0, answer.ToString());
        return SolveResponse.Parser.ParseFrom(answer.Messages().Single().Payload);
    }
}
