using Google.Protobuf;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.LoadGen;

/// <summary>Calls of a unary method, each with the same request.</summary>
/// <param name="channel">The server.</param>
/// <param name="method">The method.</param>
/// <param name="request">The request.</param>
/// <param name="verify">Throws if the answer is wrong.</param>
internal sealed class UnaryLoad<TRequest, TResponse>(
    Channel channel, Method<TRequest, TResponse> method, TRequest request, Action<TResponse> verify) : ILoad
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Action<int> Answered { get; set; } = _ => { };

    public Task Failed => _failed.Task;

    public void Send(int number) => _ = CallAsync(number);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task CallAsync(int number)
    {
        try
        {
            verify(await channel.UnaryCall(method, request));
            Answered(number);
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
        }
    }
}
