using Microsoft.AspNetCore.Http;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>What is not gRPC at all and is therefore answered with an HTTP status.</summary>
internal static class RequestAcceptance
{
    /// <summary>Whether the request is gRPC; otherwise it has been answered, or is when the task ends.</summary>
    public static bool IsGrpc(HttpContext http, string rootText, out Task answer)
    {
        answer = Task.CompletedTask;
        var request = http.Request;
        var response = http.Response;
        if (!HttpProtocol.IsHttp2(request.Protocol))
        {
            response.StatusCode = StatusCodes.Status426UpgradeRequired;
            response.Headers.Upgrade = "h2";
            response.Headers.Connection = "Upgrade";
            return false;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            if (HttpMethods.IsGet(request.Method) && request.Path == "/")
            {
                response.ContentType = "text/plain; charset=utf-8";
                answer = response.WriteAsync(rootText);
                return false;
            }

            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = HttpMethods.Post;
            return false;
        }

        if (!IsGrpcContentType(request.ContentType))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            response.Headers.Accept = HeaderNames.ContentType;
            return false;
        }

        return true;
    }

    private static bool IsGrpcContentType(string? contentType)
        => contentType is not null
            && contentType.StartsWith(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == HeaderNames.ContentType.Length || contentType[HeaderNames.ContentType.Length] is '+' or ';');
}
