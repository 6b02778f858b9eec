using System.Runtime.CompilerServices;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The bytes of one message in, the bytes of one out; the buffer of the response is pooled.</summary>
internal sealed class RawUnaryCallHandler(Method method, RawUnaryServerMethod handler) : CallHandler(method)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask InvokeAsync(HttpServerCall call)
    {
        await call.Request.ReadSingleAsync();
        var response = MessageBufferPool.Rent();
        try
        {
            await handler(call.Request.Current, response, call);
            await call.Request.ExpectEndAsync();
            call.WriteSingle(response.WrittenSpan);
        }
        finally
        {
            MessageBufferPool.Return(response);
        }
    }
}
