using Google.Protobuf;
using Grpc.Testing;
using SolverGrpc.Rpc;

namespace SolverGrpc.Interop.Client;

/// <summary>A case does not hold.</summary>
internal sealed class CaseFailedException(string message) : Exception(message);

/// <summary>What cases check.</summary>
internal static class Expect
{
    public static void Equal<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new CaseFailedException($"{what}: expected {expected}, got {actual}");
    }

    public static void Zeros(int size, Payload payload)
        => Equal($"{size} zeros", ByteString.CopyFrom(new byte[size]), payload.Body);

    /// <summary>The next message has this size.</summary>
    public static async Task NextAsync(int size, IAsyncStreamReader<StreamingOutputCallResponse> responses)
    {
        Equal("another response", true, await responses.MoveNext(default));
        Zeros(size, responses.Current.Payload);
    }

    /// <summary>Messages of exactly these sizes follow.</summary>
    public static async Task OutputAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses, params int[] sizes)
    {
        foreach (var size in sizes)
            await NextAsync(size, responses);
        Equal("a response after the last", false, await responses.MoveNext(default));
    }

    public static async Task<RpcException> FailureAsync(string what, StatusCode code, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException e)
        {
            Equal($"{what} status ({e.Status.Detail})", code, e.StatusCode);
            return e;
        }

        throw new CaseFailedException($"{what}: expected {code}, got OK");
    }
}
